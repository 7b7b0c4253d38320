package dev.grantlake.lake.dataset;

import dev.grantlake.base.StorageException;
import org.jspecify.annotations.Nullable;

import java.util.Objects;

/**
 * Some rows, column by column; columns that were not asked for are not there, and asking for them is a mistake.
 * Immutable by agreement: nobody changes the arrays.
 */
public final class RowBatch {

    private final int count;
    private final @Nullable BinaryColumn keys;
    private final @Nullable BinaryColumn values;
    private final boolean @Nullable [] tombstones;
    private final long @Nullable [] seqs;
    private final long @Nullable [] versions;
    private final long @Nullable [] addresses;

    /**
     * Rows of these columns.
     *
     * @throws StorageException of kind {@code INVALID_ARGUMENT} if one is not as long as there are rows
     */
    public RowBatch(
            int count,
            @Nullable BinaryColumn keys,
            @Nullable BinaryColumn values,
            boolean @Nullable [] tombstones,
            long @Nullable [] seqs,
            long @Nullable [] versions,
            long @Nullable [] addresses) {
        require(keys == null || keys.count() == count, Column.KEY.label());
        require(values == null || values.count() == count, Column.VALUE.label());
        require(tombstones == null || tombstones.length == count, Column.TOMBSTONE.label());
        require(seqs == null || seqs.length == count, Column.SEQ.label());
        require(versions == null || versions.length == count, Column.VERSION.label());
        require(addresses == null || addresses.length == count, "addresses");
        this.count = count;
        this.keys = keys;
        this.values = values;
        this.tombstones = tombstones;
        this.seqs = seqs;
        this.versions = versions;
        this.addresses = addresses;
    }

    private static void require(boolean sound, String column) {
        if (!sound) {
            throw new StorageException(
                    StorageException.Kind.INVALID_ARGUMENT,
                    column + " does not have as many entries as there are rows");
        }
    }

    public int count() {
        return count;
    }

    public BinaryColumn keys() {
        return Objects.requireNonNull(keys, "keys were not read");
    }

    public BinaryColumn values() {
        return Objects.requireNonNull(values, "values were not read");
    }

    /** Whether the row says that there is nothing under its key. */
    public boolean tombstone(int row) {
        return Objects.requireNonNull(tombstones, "tombstones were not read")[row];
    }

    /** Sequence number of the transaction that wrote the row. */
    public long seq(int row) {
        return Objects.requireNonNull(seqs, "sequence numbers were not read")[row];
    }

    /** The stamp of the batch that the row was written in. */
    public long version(int row) {
        return Objects.requireNonNull(versions, "batch stamps were not read")[row];
    }

    /** Where the row lies, see {@link RowAddress}. */
    public long address(int row) {
        return Objects.requireNonNull(addresses, "addresses were not read")[row];
    }
}
