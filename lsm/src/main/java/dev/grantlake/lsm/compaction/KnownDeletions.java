package dev.grantlake.lsm.compaction;

import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.key.KeyBounds;
import dev.grantlake.lsm.manifest.TableMetadata;
import dev.grantlake.lsm.sstable.Property;
import dev.grantlake.lsm.sstable.Sstable;
import dev.grantlake.lsm.sstable.TableView;
import dev.grantlake.lsm.version.Level;
import dev.grantlake.lsm.version.TableFiles;
import dev.grantlake.lsm.version.Version;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * What tables say of their deletions, read once from each. Thread-safe.
 *
 * <p>A table that cannot be read counts as one without deletions: whoever compacts or reads it will say what is wrong.
 */
final class KnownDeletions implements Function<TableMetadata, TableDeletions> {

    private final TableFiles files;
    private final Map<Long, TableDeletions> known = new ConcurrentHashMap<>();

    KnownDeletions(TableFiles files) {
        this.files = files;
    }

    @Override
    public TableDeletions apply(TableMetadata table) {
        TableDeletions seen = known.get(table.number());
        if (seen == null) {
            seen = read(table);
            known.put(table.number(), seen);
        }
        return seen;
    }

    /** Forgets the tables that {@code version} does not have. */
    void keepOnly(Version version) {
        if (known.size() > 2 * version.tableCount()) {
            Set<Long> live = new HashSet<>();
            for (Level level : version.levels()) {
                level.tables().forEach(table -> live.add(table.number()));
            }
            known.keySet().retainAll(live);
        }
    }

    private TableDeletions read(TableMetadata table) {
        try {
            Sstable opened = files.file(table.fileNumber()).table();
            long entries = opened.properties().number(Property.ENTRIES);
            long ranges = opened.properties().number(Property.RANGE_DELETIONS);
            long points = opened.properties().number(Property.DELETIONS) - ranges;
            KeyBounds bounds = table.points();
            if (ranges == 0 || bounds == null) {
                return new TableDeletions(entries, points, List.of());
            }
            TableView view = new TableView(
                    bounds.smallest().userKey(),
                    bounds.largest().userKey(),
                    bounds.largestExcluded(),
                    table.sequenceOverride());
            return new TableDeletions(entries, points, opened.rangeDeletions(view));
        } catch (StorageException e) {
            return TableDeletions.NONE;
        }
    }
}
