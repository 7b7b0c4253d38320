package dev.grantlake.lsm.ingest;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lsm.key.KeyBounds;
import dev.grantlake.lsm.manifest.ManifestEdit;
import dev.grantlake.lsm.manifest.TableMetadata;
import dev.grantlake.lsm.sstable.Sstable;
import dev.grantlake.lsm.sstable.TableView;
import dev.grantlake.lsm.version.Level;
import dev.grantlake.lsm.version.TableFiles;
import dev.grantlake.lsm.version.Version;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Cuts ranges of keys out of all tables of a version, without a deletion of any key: a table that lies inside goes, and
 * of one that reaches out virtual tables remain, which show the keys between the ranges. Reads the tables at the cuts.
 * Belongs to one thread. Source: {@code docs/formats/pebble-directory.md}, "Cutting ranges out".
 */
public final class Excision {

    private final Version version;
    private final TableFiles files;
    private final LongSupplier numbers;
    private final List<KeyRange> kept;
    private final List<ManifestEdit> edits = new ArrayList<>();
    private final Set<Long> created = new HashSet<>();

    private Excision(Version version, Collection<KeyRange> ranges, TableFiles files, LongSupplier numbers) {
        this.version = version;
        this.files = files;
        this.numbers = numbers;
        this.kept = DisjointRanges.of(ranges).between();
    }

    /**
     * The edits that do it.
     *
     * @param version somebody needs it until this returns
     * @param ranges in any order; they may overlap, or hold no key
     * @param numbers gives a number that no file has, each time it is asked
     */
    public static List<ManifestEdit> of(
            Version version, Collection<KeyRange> ranges, TableFiles files, LongSupplier numbers) {
        Excision excision = new Excision(version, ranges, files, numbers);
        for (Level level : version.levels()) {
            for (TableMetadata table : level.tables()) {
                if (overlapsAny(table.bounds(), ranges)) {
                    excision.cut(level.number(), table);
                }
            }
        }
        return excision.edits;
    }

    private static boolean overlapsAny(KeyBounds bounds, Collection<KeyRange> ranges) {
        for (KeyRange range : ranges) {
            if (!range.isEmpty() && bounds.overlaps(range)) {
                return true;
            }
        }
        return false;
    }

    private void cut(int level, TableMetadata table) {
        edits.add(new ManifestEdit.DeletedTable(level, table.number()));
        for (KeyRange range : kept) {
            if (table.bounds().overlaps(range)) {
                keep(level, table, range);
            }
        }
    }

    private void keep(int level, TableMetadata table, KeyRange range) {
        Sstable file = files.file(table.fileNumber()).table();
        TableView view = view(table, range);
        ShownKeys keys = ShownKeys.of(file, view);
        if (keys.isEmpty()) {
            return;
        }
        if (!table.virtual() && created.add(table.fileNumber())) {
            long size = Objects.requireNonNull(version.files().get(table.fileNumber()));
            edits.add(new ManifestEdit.CreatedBacking(table.fileNumber(), size));
        }
        TableMetadata part = new TableMetadata(
                numbers.getAsLong(),
                file.estimatedBytes(view),
                keys.points(),
                keys.rangeKeys(),
                table.smallestSequence(),
                table.largestSequence(),
                0,
                table.markedForCompaction(),
                table.fileNumber(),
                Bytes.EMPTY,
                Bytes.EMPTY,
                List.of());
        edits.add(ManifestEdit.NewTable.of(level, part));
    }

    /** What both the table and the range show. */
    private static TableView view(TableMetadata table, KeyRange range) {
        KeyBounds bounds = table.bounds();
        Bytes smallest = bounds.smallest().userKey();
        Bytes to = range.to();
        boolean cut = to != null && !bounds.endsBefore(to);
        return new TableView(
                range.startAt(smallest),
                cut ? to : bounds.largest().userKey(),
                cut || bounds.largestExcluded(),
                table.sequenceOverride());
    }
}
