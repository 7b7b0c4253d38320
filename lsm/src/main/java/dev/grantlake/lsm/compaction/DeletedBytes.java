package dev.grantlake.lsm.compaction;

import dev.grantlake.base.Bytes;
import dev.grantlake.lsm.key.InternalKey;
import dev.grantlake.lsm.key.KeyBounds;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.RangeDeletion;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.manifest.TableMetadata;
import dev.grantlake.lsm.version.Level;
import dev.grantlake.lsm.version.Version;

import java.util.List;
import java.util.function.Function;

/**
 * How many bytes of deeper levels the deletions of a table will free, roughly: a level with many of them is compacted
 * as if it were that much larger. Belongs to one version.
 */
final class DeletedBytes {

    private final List<Level> levels;
    private final Function<TableMetadata, TableDeletions> deletions;

    DeletedBytes(Version version, Function<TableMetadata, TableDeletions> deletions) {
        this.levels = version.levels();
        this.deletions = deletions;
    }

    long of(int level) {
        return levels.get(level).tables().stream()
                .mapToLong(table -> of(level, table))
                .sum();
    }

    long of(int level, TableMetadata table) {
        TableDeletions own = deletions.apply(table);
        if (own.isEmpty()) {
            return 0;
        }
        long bytes = own.points() * bytesAnEntry(level, table);
        for (RangeDeletion range : own.ranges()) {
            bytes += below(level, boundsOf(range));
        }
        return bytes;
    }

    /** What an entry takes that may be hidden by one of {@code table}, or there is none. */
    private long bytesAnEntry(int level, TableMetadata table) {
        for (int below = level + 1; below < levels.size(); below++) {
            for (TableMetadata hidden : levels.get(below).overlapping(table.bounds())) {
                long entries = deletions.apply(hidden).entries();
                if (entries > 0) {
                    return hidden.size() / entries;
                }
            }
        }
        return 0;
    }

    /** Half of a table that is not deleted as a whole. */
    private long below(int level, KeyBounds range) {
        long bytes = 0;
        for (Level below : levels.subList(level + 1, levels.size())) {
            for (TableMetadata table : below.overlapping(range)) {
                bytes += range.holds(table.bounds()) ? table.size() : table.size() / 2;
            }
        }
        return bytes;
    }

    static KeyBounds boundsOf(RangeDeletion range) {
        return bounds(range.start(), range.end(), range.sequence());
    }

    private static KeyBounds bounds(Bytes start, Bytes end, long sequence) {
        return new KeyBounds(
                new InternalKey(start, Trailer.of(sequence, KeyKind.RANGE_DELETE)),
                new InternalKey(end, Trailer.of(Trailer.MAX_SEQUENCE, KeyKind.RANGE_DELETE)));
    }
}
