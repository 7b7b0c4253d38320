package dev.grantlake.lake.dataset;

import dev.grantlake.base.Bytes;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One version of a dataset, open for reading; it never changes. That it is open keeps nothing from being pruned:
 * whoever prunes knows what is open, and a read of what is gone fails. Thread-safe; closed by whoever got it.
 */
public interface DatasetVersion extends AutoCloseable {

    long number();

    Instant time();

    /** What kind of change made this version. */
    Operation operation();

    /** What was remembered with the commit of this version; empty if it was made by somebody else. */
    Map<String, String> properties();

    /** Settings of the dataset as they are in this version. */
    Map<String, String> config();

    /** The columns of this version, in their order. */
    List<ColumnDescription> columns();

    /** The fragments, by ascending id. */
    List<Fragment> fragments();

    /**
     * The rows of a fragment at {@code from} to {@code from + count - 1}, marked ones too, without addresses.
     *
     * @throws dev.grantlake.base.StorageException if a file is not there or damaged
     */
    RowBatch read(Fragment fragment, int from, int count, Set<Column> columns);

    /** Rows by their addresses, none of which is marked, in their order, without addresses. */
    RowBatch take(long[] addresses, Set<Column> columns);

    /** The first live rows of a range in key order, tombstones left out, without addresses. */
    RowBatch scan(KeyScan scan);

    /** The live rows of these keys, tombstones too, in any order, with addresses. */
    RowBatch find(List<Bytes> keys, Set<Column> columns);

    /** All live rows, tombstones too, in the order of their addresses, and with them; the caller closes the result. */
    RowBatches rows(Set<Column> columns);

    /** The same of one fragment of the version. */
    RowBatches rows(Fragment fragment, Set<Column> columns);

    /** Reads that are under way in other threads go on, and may fail. */
    @Override
    void close();
}
