package dev.grantlake.lsm.sstable.colblk;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Decodes a columnar block of names and values: the metaindex and the properties. Format:
 * {@code docs/formats/sstable.md}, "Metaindex" and "Properties". No custom header; column 0 (bytes) is the name, column
 * 1 (bytes) the value; rows ascend by name.
 */
public final class ColumnarKeyValueBlock {

    /** The greatest number of rows that a block may have, since each becomes objects. */
    public static final int MAX_ROWS = 1 << 16;

    private ColumnarKeyValueBlock() {}

    /**
     * The rows of a block by name, in their order; values share the block's array.
     *
     * @throws StorageException of kind {@code LIMIT_EXCEEDED} if there are more than {@link #MAX_ROWS}
     */
    public static Map<String, Bytes> decode(Bytes bytes, Location where) {
        ColumnarBlock block = new ColumnarBlock();
        block.load(bytes, where, ColumnarLayout.KEY_VALUE);
        int rows = block.rows();
        if (rows > MAX_ROWS) {
            throw StorageException.limit(where, "more than " + MAX_ROWS + " rows: " + rows);
        }
        BytesColumn names = new BytesColumn(block, 0);
        names.load(rows);
        BytesColumn values = new BytesColumn(block, 1);
        values.load(rows);

        Map<String, Bytes> entries = new LinkedHashMap<>();
        for (int i = 0; i < rows; i++) {
            Bytes name = names.at(i);
            if (i > 0 && names.compare(i - 1, name) >= 0) {
                throw block.corrupt(
                        0,
                        "names that ascend",
                        name.toUtf8() + " after " + names.at(i - 1).toUtf8());
            }
            entries.put(name.toUtf8(), values.at(i));
        }
        return entries;
    }
}
