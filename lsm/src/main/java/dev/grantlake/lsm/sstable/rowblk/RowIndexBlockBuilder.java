package dev.grantlake.lsm.sstable.rowblk;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Varint;
import dev.grantlake.lsm.key.InternalKey;
import dev.grantlake.lsm.sstable.block.FlushRule;
import dev.grantlake.lsm.sstable.block.IndexBlockBuilder;
import dev.grantlake.lsm.sstable.block.IndexEntry;

/** Builds row index blocks, where every entry is a restart; the counterpart of {@link RowIndexBlock}. */
public final class RowIndexBlockBuilder implements IndexBlockBuilder {

    /** What the rule for full blocks takes a handle with its properties for. */
    private static final int ESTIMATED_VALUE_BYTES = 2 * Varint.MAX_BYTES;

    private final FlushRule rule;
    private final RowBlockBuilder block = new RowBlockBuilder(1);

    public RowIndexBlockBuilder(FlushRule rule) {
        this.rule = rule;
    }

    @Override
    public boolean add(IndexEntry entry) {
        int keyLength = entry.separator().length() + InternalKey.TRAILER_BYTES;
        if (block.count() > 0 && rule.endsBefore(block.size(), block.sizeWith(keyLength, ESTIMATED_VALUE_BYTES))) {
            return false;
        }
        int valueLength = Varint.size(entry.offset())
                + Varint.size(entry.length())
                + entry.properties().length();
        block.begin(0, keyLength, valueLength, false)
                .writeBytes(entry.separator())
                .writeLongLe(entry.trailer())
                .writeVarint(entry.offset())
                .writeVarint(entry.length())
                .writeBytes(entry.properties());
        return true;
    }

    @Override
    public void finish(ByteSink target) {
        block.finish(target);
    }
}
