package dev.grantlake.lake.log;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.lake.checkpoint.Checkpoint;
import dev.grantlake.lake.checkpoint.CheckpointFile;
import dev.grantlake.testbase.Dice;
import dev.grantlake.vfs.WritableVfs;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The use that a lake makes of its log, from one opening to the next, and what must be left of it whenever it ends. The
 * dataset is a number here: everything up to it is flushed.
 */
final class LogLife {

    private static final int SEGMENT_BYTES = 3000;

    /** What is known of a lake beside its files, for example what its users were told. */
    static final class Knowledge {

        /** What each transaction did that the log was asked to take, and has not refused. */
        final NavigableMap<Long, String> commits = new TreeMap<>();
        /** The last transaction that was forced. */
        long durable;
        /** Up to here no number may be given any more. */
        long passedOver;
        /** What the dataset holds for certain. */
        long flushed;
        /** Where each of them was written. */
        final NavigableMap<Long, Place> places = new TreeMap<>();

        void forgetBehind(long seq) {
            commits.tailMap(seq, false).clear();
            places.tailMap(seq, false).clear();
        }
    }

    /** The bytes of a record, which a crash may have forgotten. */
    private record Place(String segment, long offset, int length) {

        boolean hasTraces(WritableVfs wal) {
            if (!wal.exists(segment)) {
                return false;
            }
            Bytes content = Logs.content(wal, segment);
            for (long at = offset; at < Math.min(offset + length, content.length()); at++) {
                if (content.at((int) at) != 0) {
                    return true;
                }
            }
            return false;
        }
    }

    private final WritableVfs wal;
    private final CheckpointFile checkpoint;
    private final Knowledge known;
    private final LogSegments segments;
    private LogWriter writer;
    private long nextSeq;
    private long version;

    /** Opens the lake and checks what is there. */
    LogLife(WritableVfs root, WritableVfs wal, Knowledge known) {
        this.wal = wal;
        this.checkpoint = new CheckpointFile(root);
        this.known = known;
        RecoveredLog log = recovered(checkpoint, wal, known);
        this.nextSeq = log.nextSeq();
        this.segments = new LogSegments(wal, log.segments());
        Checkpoint found = checkpoint.read().checkpoint();
        this.version = found == null ? 1 : found.datasetVersion();
        this.writer = LogWriter.create(wal, log.nextSegment(), SEGMENT_BYTES / 3);
    }

    private static RecoveredLog recovered(CheckpointFile file, WritableVfs wal, Knowledge known) {
        Checkpoint found = file.read().checkpoint();
        assertThat(file.read().fault()).isNull();
        LogStart start = new LogStart(found == null ? 0 : found.firstWalSegment(), known.flushed, known.flushed);
        assertThat(found == null ? 0 : found.maxSeq()).isLessThanOrEqualTo(known.flushed);
        long seen = Math.max(known.durable, known.flushed);
        for (Map.Entry<Long, Place> place : known.places.tailMap(seen, false).entrySet()) {
            seen = place.getValue().hasTraces(wal) ? place.getKey() : seen;
        }
        NavigableMap<Long, String> replayed = new TreeMap<>();
        RecoveredLog log = LogRecovery.read(wal, start, DamageRule.REFUSE, new CommitSink() {
            @Override
            public void set(long seq, Bytes key, Bytes value) {
                replayed.merge(seq, key + "=" + value, (before, more) -> before + " " + more);
            }

            @Override
            public void delete(long seq, Bytes key) {
                replayed.merge(seq, "-" + key, (before, more) -> before + " " + more);
            }
        });
        long last = replayed.isEmpty() ? known.flushed : replayed.lastKey();
        assertThat(last).as("what was forced is there").isGreaterThanOrEqualTo(known.durable);
        Map<Long, String> expected = known.commits.subMap(known.flushed, false, last, true);
        assertThat(replayed).as("and all before the last, whole").isEqualTo(expected);
        assertThat(log.nextSeq()).as("numbers are not given again").isGreaterThan(Math.max(seen, known.passedOver));
        known.forgetBehind(last);
        known.durable = Math.max(last, known.durable);
        known.passedOver = log.nextSeq() - 1;
        return log;
    }

    /** Opens the lake, checks what is there, and that it can be gone on with and opened again. */
    static void check(WritableVfs root, WritableVfs wal, Knowledge known) {
        LogLife life = new LogLife(root, wal, known);
        life.append(List.of("61=62"));
        life.force();
        life.writer.close();
        recovered(life.checkpoint, wal, known);
    }

    static Knowledge copy(Knowledge known) {
        Knowledge copy = new Knowledge();
        copy.commits.putAll(known.commits);
        copy.durable = known.durable;
        copy.passedOver = known.passedOver;
        copy.flushed = known.flushed;
        copy.places.putAll(known.places);
        return copy;
    }

    /** Does a number of steps; fails as the disk does, and closes the lake. */
    void run(Dice dice, int steps) {
        try {
            for (int i = 0; i < steps && !writer.poisoned(); i++) {
                step(dice);
            }
        } finally {
            writer.close();
        }
    }

    private void step(Dice dice) {
        switch (dice.below(8)) {
            case 0, 1, 2 -> append(group(dice));
            case 3, 4, 5 -> {
                append(group(dice));
                force();
            }
            case 6 -> rotate();
            default -> flush();
        }
        if (writer.size() > SEGMENT_BYTES) {
            rotate();
        }
    }

    private static List<String> group(Dice dice) {
        List<String> group = new ArrayList<>();
        for (int i = 0; i <= dice.below(4); i++) {
            TreeMap<Bytes, String> operations = new TreeMap<>();
            for (int j = 0; j <= dice.below(3); j++) {
                Bytes key = Bytes.wrap(dice.bytes(1 + dice.below(3)));
                Bytes value = Bytes.wrap(dice.bytes((int) dice.skewed(700)));
                operations.put(key, dice.oneIn(4) ? "-" + key.toHex() : key.toHex() + "=" + value.toHex());
            }
            group.add(String.join(" ", operations.values()));
        }
        return group;
    }

    private void append(List<String> group) {
        List<CommitRecord> records = new ArrayList<>();
        long seq = nextSeq;
        long at = writer.size() + SegmentFormat.GROUP_HEAD_BYTES;
        for (String operations : group) {
            CommitRecord record = encoded(operations.split(" ", -1));
            record.stamp(seq);
            records.add(record);
            known.commits.put(seq, described(operations));
            known.places.put(seq, new Place(SegmentFormat.name(writer.number()), at, record.sizeBytes()));
            at += record.sizeBytes();
            seq++;
        }
        // From now on the disk may have them, whatever comes.
        try {
            writer.append(records);
        } catch (StorageException e) {
            if (writer.poisoned()) {
                throw e;
            }
            known.forgetBehind(nextSeq - 1);
            return;
        }
        nextSeq = seq;
    }

    private static CommitRecord encoded(String[] operations) {
        CommitRecord.Encoder encoder = CommitRecord.encode(operations.length, CommitLimits.DEFAULT);
        for (String operation : operations) {
            int at = operation.indexOf('=');
            if (at < 0) {
                encoder.delete(Bytes.ofHex(operation.substring(1)));
            } else {
                encoder.set(Bytes.ofHex(operation.substring(0, at)), Bytes.ofHex(operation.substring(at + 1)));
            }
        }
        return encoder.finish();
    }

    /** As the sink of a replay writes it. */
    private static String described(String operations) {
        List<String> parts = new ArrayList<>();
        for (String operation : operations.split(" ", -1)) {
            int at = operation.indexOf('=');
            parts.add(
                    at < 0
                            ? "-" + Bytes.ofHex(operation.substring(1))
                            : Bytes.ofHex(operation.substring(0, at)) + "=" + Bytes.ofHex(operation.substring(at + 1)));
        }
        return String.join(" ", parts);
    }

    private void force() {
        writer.force();
        known.durable = nextSeq - 1;
    }

    private void rotate() {
        if (writer.lastSeq() > 0) {
            writer.finish();
            known.durable = nextSeq - 1;
            segments.closed(new LogSegment(writer.number(), writer.size(), writer.lastSeq()));
            writer = LogWriter.create(wal, writer.number() + 1, SEGMENT_BYTES / 3);
        }
    }

    /** The dataset takes all that is there; a table forces what it has before it says so. */
    private void flush() {
        rotate();
        known.flushed = nextSeq - 1;
        version++;
        long needed = segments.firstNeeded(known.flushed, writer.number());
        checkpoint.write(new Checkpoint(version, known.flushed, needed, Instant.EPOCH));
        segments.deleteBefore(needed);
    }
}
