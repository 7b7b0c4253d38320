package dev.grantlake.lsm.sstable.rowblk;

import dev.grantlake.base.ByteSink;
import dev.grantlake.lsm.key.InternalKey;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.sstable.block.DataBlockBuilder;
import dev.grantlake.lsm.sstable.block.FlushRule;
import dev.grantlake.lsm.sstable.block.PendingPoint;

/**
 * Builds row data blocks, with restarts every 16 entries; the counterpart of {@link RowDataBlock}. Belongs to one
 * thread.
 */
public final class RowDataBlockBuilder implements DataBlockBuilder {

    private static final int INTERVAL = 16;

    private final RowPoints format;
    private final FlushRule rule;
    private final RowBlockBuilder block = new RowBlockBuilder(INTERVAL);

    /**
     * A builder without entries.
     *
     * @param format of a kind that has both value prefixes and obsolete bits
     */
    public RowDataBlockBuilder(RowPoints format, FlushRule rule) {
        this.format = format;
        this.rule = rule;
    }

    @Override
    public boolean add(PendingPoint point) {
        boolean prefixed = format.valuePrefix() && Trailer.kindCode(point.trailer) == KeyKind.SET.code();
        int valueLength = point.valueLength + (prefixed ? RowPoints.PREFIX_BYTES : 0);
        int keyLength = point.keyLength + InternalKey.TRAILER_BYTES;
        if (block.count() > 0 && rule.endsBefore(block.size(), block.sizeWith(keyLength, valueLength))) {
            return false;
        }
        int shared = block.atRestart() ? 0 : point.shared;
        ByteSink entry = block.begin(shared, keyLength - shared, valueLength, point.setOfSameKey);
        entry.writeBytes(point.key, point.keyOffset + shared, point.keyLength - shared);
        entry.writeLongLe(format.stored(point.trailer, point.obsolete));
        if (prefixed) {
            entry.writeByte(RowPoints.inPlace(point.setOfSameKey));
        }
        entry.writeBytes(point.value, point.valueOffset, point.valueLength);
        return true;
    }

    @Override
    public int size() {
        return block.count() == 0 ? 0 : block.size();
    }

    @Override
    public void finish(ByteSink target) {
        block.finish(target);
    }
}
