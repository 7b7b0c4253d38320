package dev.grantlake.lsm.wal;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lsm.cursor.InternalCursor;
import dev.grantlake.lsm.directory.DatabaseDirectory;
import dev.grantlake.lsm.key.InternalKey;
import dev.grantlake.lsm.key.RangeDeletion;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.memtable.Memtable;
import dev.grantlake.lsm.memtable.MemtableView;
import dev.grantlake.lsm.record.LogTail;
import dev.grantlake.lsm.record.Strictness;
import dev.grantlake.testbase.DataDriven;
import dev.grantlake.vfs.MemoryVfs;
import dev.grantlake.vfs.testing.LeakCheckingVfs;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.util.stream.Stream;

/** What logs hold, which of them count, and what is made of their ends. */
class LogReplayTest {

    @TestFactory
    Stream<DynamicTest> scripts() {
        return DataDriven.tests("wal", file -> LogReplayTest::run);
    }

    private static String run(DataDriven.Case test) {
        MemoryVfs files = WalScript.run(test.lines())
                .put("marker.format-version.000001.024", Bytes.EMPTY)
                .put("marker.manifest.000001.MANIFEST-000001", Bytes.EMPTY);
        StringBuilder out = new StringBuilder();
        String before = "";
        for (Strictness strictness : Strictness.values()) {
            String result = replay(files, test, strictness);
            out.append(result.equals(before) ? strictness + ": the same\n" : strictness + ": " + result);
            before = result;
        }
        return out.toString();
    }

    private static String replay(MemoryVfs files, DataDriven.Case test, Strictness strictness) {
        LeakCheckingVfs checked = new LeakCheckingVfs(files);
        try {
            return text(LogReplay.replay(
                    checked,
                    DatabaseDirectory.read(files).logs(),
                    test.number("from", 4),
                    strictness,
                    test.number("max", 1 << 20)));
        } catch (StorageException e) {
            return e.kind() + " " + e.getMessage() + "\n";
        } finally {
            checked.requireNothingOpen();
        }
    }

    private static String text(ReplayedLogs logs) {
        StringBuilder out = new StringBuilder("next " + logs.nextSequence() + "\n");
        for (LogLayer layer : logs.layers()) {
            if (layer instanceof LogLayer.Written written) {
                out.append("  memtable").append(text(written.memtable())).append('\n');
            } else if (layer instanceof LogLayer.Ingested ingested) {
                out.append("  ingest at ").append(ingested.where().offset());
                if (ingested.excise() != null) {
                    out.append(" excise ").append(text(ingested.excise()));
                }
                for (LogLayer.Ingested.Table table : ingested.tables()) {
                    out.append(" table ").append(table.number()).append('#').append(table.sequence());
                }
                out.append('\n');
            }
        }
        for (LogTail tail : logs.unreadTails()) {
            out.append("  ").append(tail.cause()).append(' ').append(tail).append('\n');
        }
        logs.skipped()
                .forEach(skipped -> out.append("  skipped ").append(skipped).append('\n'));
        return out.toString();
    }

    private static String text(Memtable memtable) {
        StringBuilder out = new StringBuilder();
        MemtableView view = memtable.view(Trailer.MAX_SEQUENCE);
        if (view == null) {
            return " empty";
        }
        try (InternalCursor cursor = view.points(KeyRange.ALL)) {
            for (boolean valid = cursor.first(); valid; valid = cursor.next()) {
                String key = cursor.userKey().copy().toUtf8();
                String trailer = new InternalKey(Bytes.EMPTY, cursor.trailer()).toString();
                Bytes value = cursor.value().copy();
                out.append(' ').append(key).append(trailer);
                out.append(value.length() > 20 ? "=*" + value.length() : value.isEmpty() ? "" : "=" + value.toUtf8());
            }
        }
        for (RangeDeletion deletion : memtable.deletions()) {
            out.append(' ').append(text(deletion));
        }
        return out.toString();
    }

    private static String text(RangeDeletion deletion) {
        return "[" + deletion.start().toUtf8() + "," + deletion.end().toUtf8() + ")#" + deletion.sequence();
    }
}
