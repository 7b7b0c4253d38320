package dev.grantlake.lsm;

import dev.grantlake.base.Location;
import dev.grantlake.lsm.cursor.TableRun;
import dev.grantlake.lsm.ingest.IngestedTables;
import dev.grantlake.lsm.key.RangeDeletion;
import dev.grantlake.lsm.manifest.TableMetadata;
import dev.grantlake.lsm.memtable.Memtable;
import dev.grantlake.lsm.memtable.MemtableView;
import dev.grantlake.lsm.sstable.SstableOptions;
import dev.grantlake.lsm.version.SortedRun;
import dev.grantlake.lsm.version.TableFiles;
import dev.grantlake.lsm.version.Version;
import dev.grantlake.lsm.wal.LogLayer;
import dev.grantlake.lsm.wal.ReplayedLogs;
import dev.grantlake.vfs.Vfs;

import java.util.ArrayList;
import java.util.List;

/**
 * Everything that reads of a database merge, newest first: the layers of its logs, then the runs of its tables. Owns
 * the files, which it opens when a read first reaches them; those of ingested tables at once, since only they know
 * their bounds. Thread-safe once made.
 *
 * <p>An excise reads as a range deletion of all kinds of points: a source of its own, behind the tables that came with
 * it and before everything older.
 */
final class Sources implements AutoCloseable {

    private final Vfs directory;
    private final SstableOptions tableOptions;
    private final long visibleBelow;
    private final RangeDeletionBudget budget;
    private final TableFiles files;
    private final List<TableRun<ReadSource>> runs = new ArrayList<>();

    private Sources(Vfs directory, long visibleBelow, LsmReadOptions options) {
        this.directory = directory;
        this.visibleBelow = visibleBelow;
        LsmReadOptions.Limits limits = options.limits();
        this.tableOptions = new SstableOptions(options.cache(), options.metrics(), limits.maxBlockBytes());
        this.files = new TableFiles(directory, tableOptions);
        this.budget =
                new RangeDeletionBudget(limits.maxRangeDeletions(), Location.of(directory.description(), "database"));
    }

    /**
     * Puts the sources together; what was opened is closed again if a later step fails.
     *
     * @param visibleBelow versions with this or a greater sequence number are not seen
     */
    static Sources of(Vfs directory, Version version, ReplayedLogs logs, long visibleBelow, LsmReadOptions options) {
        Sources sources = new Sources(directory, visibleBelow, options);
        try {
            for (int i = logs.layers().size() - 1; i >= 0; i--) {
                sources.add(logs.layers().get(i));
            }
            for (SortedRun run : version.runs()) {
                List<ReadSource> tables = new ArrayList<>();
                for (TableMetadata table : run.tables()) {
                    if (table.points() != null) {
                        tables.add(sources.table(table));
                    }
                }
                sources.addRun(tables);
            }
            sources.tableOptions.expansion().shareAmong(sources.runs.size());
            return sources;
        } catch (RuntimeException | Error e) {
            try (sources) {
                throw e;
            }
        }
    }

    /** Newest first, none of them empty. */
    List<TableRun<ReadSource>> runs() {
        return runs;
    }

    /** Closes all files; a second call does nothing. */
    @Override
    public void close() {
        files.close();
    }

    private void add(LogLayer layer) {
        if (layer instanceof LogLayer.Written written) {
            addMemtable(written.memtable());
        } else if (layer instanceof LogLayer.Ingested ingested) {
            addRun(tables(ingested));
            RangeDeletion excise = ingested.excise();
            if (excise != null) {
                Memtable excised = new Memtable();
                excised.deleteRange(excise.start(), excise.end(), excise.sequence());
                addMemtable(excised);
            }
        }
    }

    private void addMemtable(Memtable memtable) {
        budget.take(memtable.deletions().size());
        MemtableView view = memtable.view(visibleBelow);
        if (view != null) {
            runs.add(TableRun.of(List.of(new MemorySource(view))));
        }
    }

    private void addRun(List<ReadSource> tables) {
        if (!tables.isEmpty()) {
            runs.add(TableRun.of(tables));
        }
    }

    private List<ReadSource> tables(LogLayer.Ingested ingested) {
        List<ReadSource> sources = new ArrayList<>();
        for (TableMetadata table : IngestedTables.of(ingested, directory, files, 0)) {
            if (table.points() != null) {
                sources.add(table(table));
            }
        }
        return sources;
    }

    private ReadSource table(TableMetadata metadata) {
        return new VersionTable(metadata, files.file(metadata.fileNumber()), visibleBelow, budget);
    }
}
