package dev.grantlake.testkit.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Crc32c;
import dev.grantlake.base.LittleEndian;
import dev.grantlake.lake.log.CommitLimits;
import dev.grantlake.lake.log.CommitRecord;
import dev.grantlake.lake.log.CommitSink;
import dev.grantlake.lake.log.DamageRule;
import dev.grantlake.lake.log.LogRecovery;
import dev.grantlake.lake.log.LogStart;
import dev.grantlake.lake.log.LogWriter;
import dev.grantlake.lake.log.RecoveredLog;
import dev.grantlake.vfs.MemoryVfs;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Any bytes as a segment of a lake's log, as they are and with numbers and checksums put right, as the last segment and
 * as one that another follows: commits with ascending numbers, or refused. What is read once is read again, and what is
 * not refused is salvaged as the same.
 */
final class LakeLogFuzzTest {

    private static final String FIRST = "00000000000000000001.log";
    private static final int HEADER_BYTES = 32;
    private static final int FRAME_BYTES = 8;
    private static final Bytes HEADER = Bytes.wrap(seed()).slice(0, HEADER_BYTES);
    /** Above all that a search is likely to come upon, and not the last that there is. */
    private static final long LATE = Long.MAX_VALUE - (1L << 32);

    @FuzzTest
    void replaysCommitsOrRefuses(byte[] input) {
        check(input, false);
        byte[] right = withRightChecksums(input);
        check(right, false);
        check(right, true);
    }

    private static void check(byte[] segment, boolean followed) {
        MemoryVfs directory = directory(segment, followed);
        List<String> lines = replay(segment.length, directory, DamageRule.REFUSE);
        if (lines != null) {
            assertThat(replay(segment.length, directory, DamageRule.REFUSE))
                    .as("once more")
                    .isEqualTo(lines);
        }
        MemoryVfs salvaged = directory(segment, followed);
        List<String> prefix = replay(segment.length, salvaged, DamageRule.SALVAGE_PREFIX);
        if (lines != null) {
            assertThat(prefix).isEqualTo(lines);
        }
        if (prefix != null) {
            assertThat(replay(segment.length, salvaged, DamageRule.REFUSE))
                    .as("what is salvaged is sound")
                    .isEqualTo(prefix);
        }
    }

    private static MemoryVfs directory(byte[] segment, boolean followed) {
        MemoryVfs directory = new MemoryVfs("fuzz").put(FIRST, Bytes.copyOf(segment, 0, segment.length));
        if (followed) {
            try (LogWriter writer = LogWriter.create(directory, 2)) {
                writer.append(List.of(commit(LATE, 1)));
            }
        }
        return directory;
    }

    private static @Nullable List<String> replay(int length, MemoryVfs directory, DamageRule rule) {
        return HostileRead.of(length, () -> {
            Lines lines = new Lines();
            RecoveredLog log = LogRecovery.read(directory, LogStart.NOTHING_FLUSHED, rule, lines);
            if (log.nextSeq() <= lines.last) {
                throw new AssertionError("the next number after " + lines.last + " is " + log.nextSeq());
            }
            return lines.lines;
        });
    }

    private static final class Lines implements CommitSink {

        private final List<String> lines = new ArrayList<>();
        private long last;

        @Override
        public void set(long seq, Bytes key, Bytes value) {
            add(seq, key + "=" + value);
        }

        @Override
        public void delete(long seq, Bytes key) {
            add(seq, "-" + key);
        }

        private void add(long seq, String operation) {
            if (seq < last) {
                throw new AssertionError("commit " + seq + " after " + last);
            }
            last = seq;
            lines.add(seq + " " + operation);
        }
    }

    /** A copy with a sound header, and sound records as far as their lengths lead from one to the next. */
    private static byte[] withRightChecksums(byte[] input) {
        byte[] segment = new byte[Math.max(HEADER_BYTES, input.length)];
        System.arraycopy(input, 0, segment, 0, input.length);
        System.arraycopy(HEADER.array(), HEADER.offset(), segment, 0, HEADER_BYTES);
        int at = HEADER_BYTES;
        while (at + FRAME_BYTES <= segment.length) {
            int length = LittleEndian.getInt(segment, at);
            if (length < 1 || length > segment.length - at - FRAME_BYTES) {
                break;
            }
            int crc = new Crc32c()
                    .update(segment, at, Integer.BYTES)
                    .update(segment, at + FRAME_BYTES, length)
                    .value();
            LittleEndian.putInt(segment, at + Integer.BYTES, crc);
            at += FRAME_BYTES + length;
        }
        return segment;
    }

    private static CommitRecord commit(long seq, int operations) {
        CommitRecord.Encoder encoder = CommitRecord.encode(operations, CommitLimits.DEFAULT);
        for (int i = 0; i < operations; i++) {
            Bytes key = Bytes.utf8("k" + (char) ('a' + i));
            if (i % 3 == 2) {
                encoder.delete(key);
            } else {
                encoder.set(key, Bytes.wrap(new byte[70 * i]));
            }
        }
        CommitRecord record = encoder.finish();
        record.stamp(seq);
        return record;
    }

    /** A segment of two groups, the first of which was forced before the second. */
    static byte[] seed() {
        MemoryVfs directory = new MemoryVfs("seed");
        try (LogWriter writer = LogWriter.create(directory, 1)) {
            writer.append(List.of(commit(1, 1), commit(2, 4)));
            writer.force();
            writer.append(List.of(commit(3, 2)));
        }
        return directory.content(FIRST).toArray();
    }
}
