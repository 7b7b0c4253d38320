package dev.grantlake.lsm.sstable.colblk;

import dev.grantlake.base.ByteSink;
import dev.grantlake.lsm.sstable.block.FlushRule;
import dev.grantlake.lsm.sstable.block.IndexBlockBuilder;
import dev.grantlake.lsm.sstable.block.IndexEntry;

import java.util.List;

/** Builds columnar index blocks; the counterpart of {@link ColumnarIndexBlock}. Belongs to one thread. */
public final class ColumnarIndexBlockBuilder implements IndexBlockBuilder {

    private final BytesColumnBuilder separators = new BytesColumnBuilder();
    private final UintColumnBuilder offsets = new UintColumnBuilder();
    private final UintColumnBuilder lengths = new UintColumnBuilder();
    private final BytesColumnBuilder properties = new BytesColumnBuilder();
    private final ColumnarBlockBuilder block =
            new ColumnarBlockBuilder(ColumnarLayout.INDEX, List.of(separators, offsets, lengths, properties));
    private final FlushRule rule;

    /** Entries in the block, without one that was refused. */
    private int rows;

    private int size;

    public ColumnarIndexBlockBuilder(FlushRule rule) {
        this.rule = rule;
    }

    @Override
    public boolean add(IndexEntry entry) {
        separators.add(entry.separator());
        offsets.add(entry.offset());
        lengths.add(entry.length());
        properties.add(entry.properties());
        int sizeWith = block.size(rows + 1, 0);
        if (rows > 0 && rule.endsBefore(size, sizeWith)) {
            return false;
        }
        rows++;
        size = sizeWith;
        return true;
    }

    @Override
    public void finish(ByteSink target) {
        block.write(rows, 0, 0, target);
        block.clear();
        rows = 0;
    }
}
