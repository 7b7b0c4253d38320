package dev.grantlake.lsm.compaction;

import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.manifest.TableMetadata;
import dev.grantlake.vfs.WritableVfs;

import java.util.List;
import java.util.function.LongSupplier;

/**
 * Merges tables and memtables into new tables that read the same, at the newest sequence number: the step that flushes,
 * compactions and recovery share. What the inputs are, and that the new tables take their place, is for others to say;
 * nothing of the inputs is changed. Source: {@code docs/formats/pebble-directory.md}, "Rewriting".
 *
 * <p>Thread-safe; each run of it belongs to one thread.
 */
public final class Rewrite {

    /** Merge operands that come to more stay apart: they could join to something no table can hold. */
    private static final long MOST_JOINED_BYTES = 64 << 20;

    private final WritableVfs directory;
    private final LongSupplier numbers;
    private final RewriteOptions options;

    /**
     * Rewrites into one directory.
     *
     * @param directory stays open, and its owner's
     * @param numbers gives every call a file number that nobody has
     */
    public Rewrite(WritableVfs directory, LongSupplier numbers, RewriteOptions options) {
        this.directory = directory;
        this.numbers = numbers;
        this.options = options;
    }

    /**
     * Writes the new tables and puts them on disk, file by file. Their names are put there by whoever names them in a
     * manifest, which has to see to that anyway. Memory holds a block of each run, the range deletions and range keys
     * of all inputs, and the operands of one key.
     *
     * @return the tables in the order of their keys, disjoint; none if nothing is left of the inputs
     * @throws StorageException as reading and writing do; then no file is left, as after any exception of {@code pace}
     *     or of the merger, except where the directory refuses to delete it
     */
    public List<TableMetadata> run(RewriteInput input, Pace pace) {
        return run(input, MOST_JOINED_BYTES, pace);
    }

    /**
     * As above.
     *
     * @param mostJoinedBytes operands that come to more stay apart
     */
    List<TableMetadata> run(RewriteInput input, long mostJoinedBytes, Pace pace) {
        Spans rangeDeletions = new Spans(KeptDeletions.of(input.runs(), input.older()));
        Spans rangeKeys = new Spans(KeptRangeKeys.of(input.rangeKeys(), input.older()));
        TableSplits splits = new TableSplits(input.targetBytes(), input.grandparents());
        try (NewestVersions versions =
                        new NewestVersions(input.runs(), input.older(), options.merger(), mostJoinedBytes, pace);
                NewTables tables = new NewTables(
                        directory, numbers, options.tables(), input.creationTime(), rangeDeletions, rangeKeys)) {
            write(versions, splits, tables);
            return tables.keep();
        }
    }

    private static void write(NewestVersions versions, TableSplits splits, NewTables tables) {
        while (versions.next()) {
            if (versions.onNewKey() && splits.before(versions.key(), tables.tableBytes()) && tables.inTable()) {
                tables.endTable(versions.key().copy());
            }
            tables.add(versions.key(), versions.trailer(), versions.value());
        }
        tables.endTable(null);
    }
}
