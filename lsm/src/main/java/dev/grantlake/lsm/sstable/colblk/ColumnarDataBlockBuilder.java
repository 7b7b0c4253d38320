package dev.grantlake.lsm.sstable.colblk;

import dev.grantlake.base.ByteSink;
import dev.grantlake.lsm.sstable.block.DataBlockBuilder;
import dev.grantlake.lsm.sstable.block.FlushRule;
import dev.grantlake.lsm.sstable.block.PendingPoint;

import java.util.List;

/**
 * Builds columnar data blocks under the default key schema; the counterpart of {@link ColumnarDataBlock}. Belongs to
 * one thread.
 *
 * <p>Implementation note. How large a block becomes with one more point is known when the point is in it. The one that
 * made it too large stays behind when the block is written, except that the length of the longest key takes it in.
 */
public final class ColumnarDataBlockBuilder implements DataBlockBuilder {

    private static final byte[] NO_SUFFIX = new byte[0];

    private final PrefixBytesBuilder keys = new PrefixBytesBuilder();
    private final BytesColumnBuilder suffixes = new BytesColumnBuilder();
    private final UintColumnBuilder trailers = new UintColumnBuilder();
    private final BitmapColumnBuilder changes = new BitmapColumnBuilder(true);
    private final BytesColumnBuilder values = new BytesColumnBuilder();
    private final BitmapColumnBuilder externals = new BitmapColumnBuilder(false);
    private final BitmapColumnBuilder obsoletes = new BitmapColumnBuilder(false);
    private final ColumnarBlockBuilder block = new ColumnarBlockBuilder(
            ColumnarLayout.DATA, List.of(keys, suffixes, trailers, changes, values, externals, obsoletes));
    private final FlushRule rule;

    /** Points in the block, without one that was refused. */
    private int rows;

    private int size;
    private int longestKey;

    public ColumnarDataBlockBuilder(FlushRule rule) {
        this.rule = rule;
    }

    @Override
    public boolean add(PendingPoint point) {
        keys.add(point.key, point.keyOffset, point.keyLength, point.shared, point.sameKey);
        suffixes.add(NO_SUFFIX, 0, 0);
        trailers.add(point.trailer);
        if (!point.sameKey) {
            changes.set(rows);
        }
        values.add(point.value, point.valueOffset, point.valueLength);
        if (point.obsolete) {
            obsoletes.set(rows);
        }
        longestKey = Math.max(longestKey, point.keyLength);
        int sizeWith = block.size(rows + 1, 0);
        if (rows > 0 && rule.endsBefore(size, sizeWith)) {
            return false;
        }
        rows++;
        size = sizeWith;
        return true;
    }

    @Override
    public int size() {
        return rows == 0 ? 0 : size;
    }

    @Override
    public void finish(ByteSink target) {
        block.write(rows, 0, longestKey, target);
        block.clear();
        rows = 0;
        longestKey = 0;
    }
}
