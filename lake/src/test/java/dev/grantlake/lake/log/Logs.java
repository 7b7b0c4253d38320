package dev.grantlake.lake.log;

import dev.grantlake.base.Bytes;
import dev.grantlake.vfs.MemoryVfs;
import dev.grantlake.vfs.ReadableFile;
import dev.grantlake.vfs.Vfs;
import dev.grantlake.vfs.WritableVfs;

import java.util.ArrayList;
import java.util.List;

/** Short ways to write logs in tests, and to read them as lines. */
final class Logs {

    private Logs() {}

    /** A transaction that puts its own number under {@code k}, stamped. */
    static CommitRecord commit(long seq) {
        CommitRecord record = CommitRecord.encode(1, CommitLimits.DEFAULT)
                .set(Bytes.utf8("k"), Bytes.utf8("v" + seq))
                .finish();
        record.stamp(seq);
        return record;
    }

    /** What {@link #replayed} says of {@link #commit}. */
    static String line(long seq) {
        return seq + " k=v" + seq;
    }

    /** Appends each as a group of its own and forces it. */
    static void append(LogWriter writer, long... seqs) {
        for (long seq : seqs) {
            writer.append(List.of(commit(seq)));
            writer.force();
        }
    }

    /** A finished segment with these commits, each forced before the next. */
    static void segment(WritableVfs directory, long number, long... seqs) {
        try (LogWriter writer = LogWriter.create(directory, number)) {
            append(writer, seqs);
            writer.finish();
        }
    }

    /** A replay's result and what it handed out. */
    record Replay(RecoveredLog log, List<String> lines) {}

    /** Collects what it is given as lines. */
    record Lines(List<String> lines) implements CommitSink {

        Lines() {
            this(new ArrayList<>());
        }

        @Override
        public void set(long seq, Bytes key, Bytes value) {
            lines.add(seq + " " + key.toUtf8() + "=" + value.toUtf8());
        }

        @Override
        public void delete(long seq, Bytes key) {
            lines.add(seq + " -" + key.toUtf8());
        }
    }

    static Replay replay(WritableVfs directory, LogStart start, DamageRule rule) {
        Lines lines = new Lines();
        RecoveredLog log = LogRecovery.read(directory, start, rule, lines);
        return new Replay(log, lines.lines());
    }

    static Replay replay(WritableVfs directory) {
        return replay(directory, LogStart.NOTHING_FLUSHED, DamageRule.REFUSE);
    }

    static List<String> replayed(WritableVfs directory) {
        return replay(directory).lines();
    }

    static Bytes content(Vfs directory, String name) {
        try (ReadableFile file = directory.open(name)) {
            return file.read(0, (int) file.size());
        }
    }

    static Bytes bytesOf(Vfs directory, long number) {
        return content(directory, SegmentFormat.name(number));
    }

    /** The same files, in memory. */
    static MemoryVfs copy(Vfs directory) {
        MemoryVfs copy = new MemoryVfs("wal");
        directory.list().forEach(name -> copy.put(name, content(directory, name)));
        return copy;
    }
}
