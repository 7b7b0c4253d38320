package dev.grantlake.lake.dataset;

import org.jspecify.annotations.Nullable;

/** Rows in batches, one after the other. Belongs to one thread; closed by whoever opened it. */
public interface RowBatches extends AutoCloseable {

    /** The next rows, at least one of them, or null at the end. */
    @Nullable
    RowBatch next();

    @Override
    void close();
}
