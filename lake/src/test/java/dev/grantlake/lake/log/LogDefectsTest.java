package dev.grantlake.lake.log;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.base.StorageException.Kind;
import dev.grantlake.lake.checkpoint.Checkpoint;
import dev.grantlake.lake.checkpoint.CheckpointFile;
import dev.grantlake.lake.log.Logs.Replay;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.vfs.MemoryVfs;
import dev.grantlake.vfs.WritableDiskVfs;
import dev.grantlake.vfs.WritableFile;
import dev.grantlake.vfs.WritableVfs;
import dev.grantlake.vfs.testing.ForgetfulDisk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.LongUnaryOperator;
import java.util.function.Predicate;
import java.util.stream.LongStream;

import static dev.grantlake.lake.log.Logs.append;
import static dev.grantlake.lake.log.Logs.commit;
import static dev.grantlake.lake.log.Logs.line;
import static dev.grantlake.lake.log.Logs.replay;
import static dev.grantlake.lake.log.Logs.replayed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Ways in which logs of this kind have lost or doubled commits. Each is tried twice: on a naive design, to show that
 * the test would notice, and on this one.
 */
@ExtendWith(Seeds.class)
class LogDefectsTest {

    private static final int CRASHES = 100;

    private final MemoryVfs wal = new MemoryVfs("wal");

    private static List<String> lines(long... seqs) {
        return LongStream.of(seqs).mapToObj(Logs::line).toList();
    }

    /**
     * D1. Commit 3 is in the log and not yet in the memtable when a flush of 1 and 2 begins. Up to where the log may go
     * says the memtable that was flushed, not the counter.
     */
    @Test
    void aCommitBetweenLogAndMemtableOutlivesAFlush() {
        assertThat(commitsAfterFlush(flushedSeq -> 3))
                .as("the counter as boundary")
                .isEmpty();
        assertThat(commitsAfterFlush(flushedSeq -> flushedSeq)).containsExactly(line(3));
    }

    private static List<String> commitsAfterFlush(LongUnaryOperator boundary) {
        MemoryVfs wal = new MemoryVfs("wal");
        MemoryVfs root = new MemoryVfs("lake");
        Logs.segment(wal, 1, 1, 2, 3);
        LogSegments segments = new LogSegments(wal, List.of(new LogSegment(1, wal.size(SegmentFormat.name(1)), 3)));
        LogWriter.create(wal, 2).close();
        long flushedSeq = 2;
        long needed = segments.firstNeeded(boundary.applyAsLong(flushedSeq), 2);
        new CheckpointFile(root).write(new Checkpoint(2, flushedSeq, needed, Instant.EPOCH));
        segments.deleteBefore(needed);
        return replay(wal, new LogStart(needed, flushedSeq, flushedSeq), DamageRule.REFUSE)
                .lines();
    }

    /** D4. While the log is made shorter, somebody commits. */
    @Test
    void aCommitWhileTheLogIsShortenedIsKept() {
        MemoryVfs naive = new MemoryVfs("wal");
        try (LogWriter writer = LogWriter.create(naive, 1)) {
            append(writer, 1, 2);
            rewriteWithout(naive, Logs.bytesOf(naive, 1), () -> append(writer, 3));
        }
        assertThat(replayed(naive)).as("copied, and renamed over it").doesNotContain(line(3));

        Logs.segment(wal, 1, 1, 2);
        LogSegments segments = new LogSegments(wal, List.of(new LogSegment(1, wal.size(SegmentFormat.name(1)), 2)));
        try (LogWriter writer = LogWriter.create(wal, 2)) {
            long needed = segments.firstNeeded(2, writer.number());
            append(writer, 3);
            segments.deleteBefore(needed);
            append(writer, 4);
        }
        assertThat(replay(wal, new LogStart(2, 2, 2), DamageRule.REFUSE).lines())
                .isEqualTo(lines(3, 4));
    }

    private static void rewriteWithout(MemoryVfs wal, Bytes read, Runnable meanwhile) {
        meanwhile.run();
        wal.put("copy", read.slice(0, SegmentFormat.HEADER_BYTES));
        wal.rename("copy", SegmentFormat.name(1));
    }

    /** D5. A torn tail stays where it is, and the next life appends behind it. */
    @Test
    void whatIsAppendedAfterATornTailIsReadAgain() {
        Logs.segment(wal, 1, 1, 2);
        Bytes sound = Logs.bytesOf(wal, 1);
        Logs.segment(wal, 2, 3);
        Bytes later = Logs.bytesOf(wal, 2).from(SegmentFormat.HEADER_BYTES);
        for (int cut = 1; cut < later.length(); cut++) {
            Bytes torn = sound.plus(later.slice(0, cut));
            MemoryVfs naive = new MemoryVfs("wal").put(SegmentFormat.name(1), torn.plus(later));
            if (cut != SegmentFormat.GROUP_HEAD_BYTES) {
                assertThat(replayed(naive)).as("appended behind %d bytes", cut).doesNotContain(line(3));
            }
            MemoryVfs cutOff = new MemoryVfs("wal").put(SegmentFormat.name(1), torn);
            RecoveredLog log = replay(cutOff).log();
            Logs.segment(cutOff, log.nextSegment(), log.nextSeq());
            assertThat(replayed(cutOff)).isEqualTo(lines(1, 2, log.nextSeq()));
        }
    }

    /** D6. What the writer takes, a replay reads: up to the last byte, and not one more. */
    @Test
    void theLargestTransactionIsReadAgainAndALargerOneRefused(@TempDir Path folder) {
        int most = CommitLimits.MOST_RECORD_BYTES;
        CommitLimits limits = new CommitLimits(1, most, most);
        // Prefix, count, kind, length and byte of the key, and the length of the value.
        int overhead = SegmentFormat.PREFIX_BYTES + 1 + 1 + 1 + 1 + 4;
        Bytes key = Bytes.utf8("k");
        assertThatThrownBy(() -> CommitRecord.encode(1, limits).set(key, Bytes.wrap(new byte[most - overhead + 1])))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.LIMIT_EXCEEDED));
        try (WritableVfs disk = WritableDiskVfs.open(folder)) {
            try (LogWriter writer = LogWriter.create(disk, 1)) {
                CommitRecord largest = CommitRecord.encode(1, limits)
                        .set(key, Bytes.wrap(new byte[most - overhead]))
                        .finish();
                largest.stamp(1);
                assertThat(largest.sizeBytes()).isEqualTo(SegmentFormat.FRAME_BYTES + most);
                writer.append(List.of(largest));
                append(writer, 2);
            }
            assertThat(largest(disk)).containsExactly(most - overhead, 2);
            lengthen(disk);
            assertThat(largest(disk))
                    .as("a writer without the limit: all of it is lost")
                    .isEmpty();
        }
    }

    private static List<Integer> largest(WritableVfs disk) {
        List<Integer> lengths = new ArrayList<>();
        LogRecovery.read(disk, LogStart.NOTHING_FLUSHED, DamageRule.SALVAGE_PREFIX, new CommitSink() {
            @Override
            public void set(long seq, Bytes key, Bytes value) {
                lengths.add(value.length());
            }

            @Override
            public void delete(long seq, Bytes key) {
                throw new AssertionError(key.toString());
            }
        });
        return lengths;
    }

    /** A segment whose first record is one byte longer than allowed, and sound otherwise. */
    private static void lengthen(WritableVfs disk) {
        int length = SegmentFormat.MAX_BODY_BYTES + 1;
        byte[] record = new byte[SegmentFormat.FRAME_BYTES + length];
        SegmentFormat.frame(record, 0, length);
        byte[] head = new byte[SegmentFormat.GROUP_HEAD_BYTES];
        SegmentFormat.putGroupHead(head, 0, SegmentFormat.HEADER_BYTES);
        disk.delete(SegmentFormat.name(1));
        try (WritableFile file = disk.createFile(SegmentFormat.name(1))) {
            file.write(Bytes.wrap(SegmentFormat.header(1)));
            file.write(Bytes.wrap(head));
            file.write(Bytes.wrap(record));
        }
    }

    /** D7. A forced segment is of no use if its name was not: the directory is forced before the first commit. */
    @Test
    void theNameOfASegmentIsOnDiskBeforeItsFirstCommit(Dice dice) {
        BiConsumer<WritableVfs, WritableVfs> naive = (lake, log) -> {
            try (WritableFile file = log.createFile(SegmentFormat.name(1))) {
                byte[] group =
                        new byte[SegmentFormat.GROUP_HEAD_BYTES + commit(1).sizeBytes()];
                SegmentFormat.putGroupHead(group, 0, SegmentFormat.HEADER_BYTES);
                commit(1).copyTo(group, SegmentFormat.GROUP_HEAD_BYTES);
                file.write(Bytes.wrap(SegmentFormat.header(1)));
                file.write(Bytes.wrap(group));
                file.force();
            }
        };
        Predicate<ForgetfulDisk> isThere =
                disk -> replayed(disk.directory("wal")).equals(lines(1));
        assertThat(outlives(naive, isThere, dice)).isFalse();
        assertThat(outlives((lake, log) -> Logs.segment(log, 1, 1), isThere, dice))
                .isTrue();
    }

    /** D7. The checkpoint's name is on disk before the log that it makes obsolete goes. */
    @Test
    void theCheckpointIsOnDiskBeforeTheLogGoes(Dice dice) {
        Checkpoint first = new Checkpoint(1, 0, 1, Instant.EPOCH);
        Checkpoint second = new Checkpoint(2, 2, 2, Instant.EPOCH);
        BiConsumer<WritableVfs, WritableVfs> naive = (lake, log) -> {
            new CheckpointFile(lake).write(first);
            Logs.segment(log, 1, 1, 2);
            MemoryVfs memory = new MemoryVfs("copy");
            new CheckpointFile(memory).write(second);
            try (WritableFile file = lake.createFile("CHECKPOINT.new")) {
                file.write(memory.content("CHECKPOINT"));
                file.force();
            }
            lake.rename("CHECKPOINT.new", "CHECKPOINT");
            LogWriter.create(log, 2).close();
            log.delete(SegmentFormat.name(1));
            log.force();
        };
        BiConsumer<WritableVfs, WritableVfs> sound = (lake, log) -> {
            new CheckpointFile(lake).write(first);
            Logs.segment(log, 1, 1, 2);
            LogSegments segments = new LogSegments(log, List.of(new LogSegment(1, 0, 2)));
            LogWriter.create(log, 2).close();
            new CheckpointFile(lake).write(second);
            segments.deleteBefore(2);
        };
        Predicate<ForgetfulDisk> opens = disk -> {
            Checkpoint found = new CheckpointFile(disk.directory("lake")).read().checkpoint();
            if (found == null) {
                return false;
            }
            try {
                LogStart start = new LogStart(found.firstWalSegment(), found.maxSeq(), found.maxSeq());
                return replay(disk.directory("wal"), start, DamageRule.REFUSE)
                                .log()
                                .nextSeq()
                        == 3;
            } catch (StorageException e) {
                return false;
            }
        };
        assertThat(outlives(naive, opens, dice)).isFalse();
        assertThat(outlives(sound, opens, dice)).isTrue();
    }

    /** Whether what {@code work} has done is there after every loss of power. */
    private static boolean outlives(
            BiConsumer<WritableVfs, WritableVfs> work, Predicate<ForgetfulDisk> isThere, Dice dice) {
        ForgetfulDisk disk = new ForgetfulDisk();
        work.accept(disk.directory("lake"), disk.directory("wal"));
        boolean always = true;
        for (int i = 0; i < CRASHES; i++) {
            always &= isThere.test(disk.crash(dice));
        }
        return always;
    }

    /**
     * D10. The flush was done and the log is still there: what is stored keeps its numbers, and is not stored again.
     */
    @Test
    void whatIsFlushedIsNotReplayedUnderNewNumbers() {
        Logs.segment(wal, 1, 1, 2, 3);
        List<Long> naive = new ArrayList<>();
        long[] counter = {3};
        LogRecovery.read(wal, LogStart.NOTHING_FLUSHED, DamageRule.REFUSE, new CommitSink() {
            @Override
            public void set(long seq, Bytes key, Bytes value) {
                naive.add(++counter[0]);
            }

            @Override
            public void delete(long seq, Bytes key) {
                naive.add(++counter[0]);
            }
        });
        assertThat(naive).as("a log without numbers").containsExactly(4L, 5L, 6L);
        Replay replay = replay(wal, new LogStart(0, 3, 3), DamageRule.REFUSE);
        assertThat(replay.lines()).isEmpty();
        assertThat(replay.log().nextSeq()).isEqualTo(4);
        assertThat(replay(wal, new LogStart(0, 2, 2), DamageRule.REFUSE).lines())
                .containsExactly(line(3));
    }

    /** The other blocker: a counter that begins at 0 gives numbers again that the dataset has. */
    @Test
    void afterACleanRestartTheNextNumberIsAboveTheStoredOnes() {
        assertThat(replay(wal, LogStart.NOTHING_FLUSHED, DamageRule.REFUSE)
                        .log()
                        .nextSeq())
                .as("seeded from the log only")
                .isEqualTo(1);
        assertThat(replay(wal, new LogStart(0, 41, 41), DamageRule.REFUSE).log().nextSeq())
                .isEqualTo(42);
    }
}
