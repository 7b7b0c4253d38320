package dev.grantlake.records.encode;

import dev.grantlake.base.ByteSink;
import dev.grantlake.records.row.Row;

/**
 * Room for the row that is being written; one serves row after row. Each encoder clears both sinks and fills them. Its
 * content after a refusal is undefined. Belongs to one thread.
 */
public record RowBuffer(ByteSink key, ByteSink value) {

    public RowBuffer() {
        this(new ByteSink(256), new ByteSink(1 << 10));
    }

    RowBuffer clear() {
        key.clear();
        value.clear();
        return this;
    }

    /** Bytes of key and value together. */
    long size() {
        return (long) key.size() + value.size();
    }

    /**
     * The present row, copied.
     *
     * @param file the store as error messages name it
     */
    public Row toRow(String file) {
        return new Row(file, key.toBytes(), value.toBytes());
    }
}
