package dev.grantlake.lsm.sstable.colblk;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.lsm.sstable.block.IndexBlock;

/**
 * A columnar index block, of either level. Format: {@code docs/formats/sstable.md}, "Index blocks". No custom header;
 * columns:
 *
 * <pre>
 * 0  bytes  separator, a user key
 * 1  uint   offset of the block below
 * 2  uint   its stored length without trailer
 * 3  bytes  block properties; reads do not go by them
 * </pre>
 */
public final class ColumnarIndexBlock implements IndexBlock {

    private final int size;
    private final BytesColumn separators;
    private final UintColumn offsets;
    private final UintColumn lengths;
    private final BytesColumn properties;

    /**
     * Proves and takes up a block.
     *
     * @param bytes the decoded block, kept as long as this object lives
     * @param where the block's place in its table
     */
    public ColumnarIndexBlock(Bytes bytes, Location where) {
        ColumnarBlock block = new ColumnarBlock();
        block.load(bytes, where, ColumnarLayout.INDEX);
        size = block.rows();
        separators = new BytesColumn(block, 0);
        separators.load(size);
        offsets = new UintColumn(block, 1);
        offsets.load(size);
        lengths = new UintColumn(block, 2);
        lengths.load(size);
        properties = new BytesColumn(block, 3);
        properties.load(size);
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public int seekGe(Bytes userKey) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (separators.compare(middle, userKey) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    @Override
    public Bytes separator(int entry) {
        return separators.at(entry);
    }

    @Override
    public long offset(int entry) {
        return offsets.at(entry);
    }

    @Override
    public long length(int entry) {
        return lengths.at(entry);
    }

    @Override
    public Bytes properties(int entry) {
        return properties.at(entry);
    }
}
