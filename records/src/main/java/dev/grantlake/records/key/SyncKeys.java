package dev.grantlake.records.key;

import dev.grantlake.base.Bytes;
import dev.grantlake.records.row.Row;

import java.util.Set;

/**
 * The keys that the rows of one sync call for, their own and those of their index entries, in one layout. Pure
 * functions of rows: an index can always be made again and always be checked, whatever its layout. Immutable.
 */
public interface SyncKeys {

    /** How these keys are laid out. */
    KeyLayout layout();

    /** What the keys of a family start with, before the separator of their first component. */
    Bytes header(KeyFamily family);

    /** What the entries of an index start with, before the separator of their first component. */
    Bytes header(IndexFamily index);

    /** The key of the stored statistics. */
    Bytes statistics();

    /** The indexes that this layout has. */
    Set<IndexFamily> indexes();

    /**
     * The key that the value of {@code row} calls for.
     *
     * @param family one whose rows are records
     * @throws dev.grantlake.base.StorageException of kind {@code CORRUPT} if the value does not say enough
     */
    Bytes rowKey(KeyFamily family, Row row);

    /**
     * The index entries that a row owes, in no particular order.
     *
     * @param wanted the indexes asked for
     */
    void entries(KeyFamily family, Row row, Set<IndexFamily> wanted, DerivedKeys.Sink sink);

    /**
     * The key of the row that owes an index entry, whether there is such a row or not.
     *
     * @param file the store as error messages name it
     * @throws dev.grantlake.base.StorageException of kind {@code CORRUPT} if {@code entry} has not the form of this
     *     index
     */
    Bytes rowOf(IndexFamily index, Bytes entry, String file);
}
