package dev.grantlake.lsm.inspect;

import dev.grantlake.lsm.key.KeyBounds;
import dev.grantlake.lsm.manifest.TableMetadata;
import dev.grantlake.lsm.memtable.Memtable;
import dev.grantlake.lsm.memtable.MemtableView;
import dev.grantlake.lsm.sstable.SstableOptions;
import dev.grantlake.lsm.version.SortedRun;
import dev.grantlake.lsm.version.Version;
import dev.grantlake.lsm.wal.LogLayer;
import dev.grantlake.vfs.Vfs;

import java.util.ArrayList;
import java.util.List;

/**
 * Parts that share no user key, as reads merge it with others.
 *
 * @param name for messages
 * @param parts by key
 */
record LevelRun(String name, List<LevelPart> parts) {

    /** All runs of a database, newest first: what its logs hold, then its tables. */
    static List<LevelRun> of(Version version, List<LogLayer> logs, Vfs vfs, SstableOptions options) {
        List<LevelRun> runs = new ArrayList<>();
        for (int i = logs.size() - 1; i >= 0; i--) {
            String name = logs.size() == 1 ? "the logs" : "part " + (i + 1) + " of the logs";
            LogLayer layer = logs.get(i);
            if (layer instanceof LogLayer.Written written) {
                addMemory(runs, name, written.memtable(), vfs);
            } else if (layer instanceof LogLayer.Ingested ingested) {
                addIngested(runs, name, ingested, vfs, options);
            }
        }
        for (SortedRun run : version.runs()) {
            List<LevelPart> parts = new ArrayList<>();
            for (TableMetadata table : run.tables()) {
                KeyBounds points = table.points();
                if (points != null) {
                    parts.add(TablePart.of(table, points, vfs, options));
                }
            }
            runs.add(new LevelRun("level " + run.level() + (run.level() == 0 ? "." + run.sublevel() : ""), parts));
        }
        return runs;
    }

    private static void addIngested(
            List<LevelRun> runs, String name, LogLayer.Ingested ingested, Vfs vfs, SstableOptions options) {
        // Their bounds are not known; none has a key of another, so that one may stand above the next.
        for (int i = ingested.tables().size() - 1; i >= 0; i--) {
            runs.add(new LevelRun(name, List.of(TablePart.of(ingested.tables().get(i), vfs, options))));
        }
        if (ingested.excise() != null) {
            Memtable excised = new Memtable();
            excised.deleteRange(
                    ingested.excise().start(),
                    ingested.excise().end(),
                    ingested.excise().sequence());
            addMemory(runs, name, excised, vfs);
        }
    }

    private static void addMemory(List<LevelRun> runs, String name, Memtable memtable, Vfs vfs) {
        MemtableView view = memtable.view(Long.MAX_VALUE);
        if (view != null) {
            runs.add(new LevelRun(name, List.of(MemoryPart.of(vfs.description(), memtable, view))));
        }
    }
}
