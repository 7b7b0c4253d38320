package dev.grantlake.lsm.sstable;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.lsm.sstable.block.DataBlockCursor;
import dev.grantlake.lsm.sstable.block.IndexBlock;
import dev.grantlake.lsm.sstable.block.Span;
import dev.grantlake.lsm.sstable.colblk.ColumnarDataBlock;
import dev.grantlake.lsm.sstable.colblk.ColumnarIndexBlock;
import dev.grantlake.lsm.sstable.colblk.ColumnarKeyspanBlock;
import dev.grantlake.lsm.sstable.rowblk.RowDataBlock;
import dev.grantlake.lsm.sstable.rowblk.RowIndexBlock;
import dev.grantlake.lsm.sstable.rowblk.RowKeyspanBlock;

import java.util.List;

/** How data, index and keyspan blocks are encoded; here the two encodings meet, and nowhere else in reading. */
public enum BlockEncoding {
    ROW {
        @Override
        DataBlockCursor newDataBlockCursor(TableFormat format) {
            return new RowDataBlock(format.rowPoints());
        }

        @Override
        public IndexBlock index(Bytes block, Location where) {
            return new RowIndexBlock(block, where);
        }

        @Override
        public List<Span> keyspans(Bytes block, Location where) {
            return RowKeyspanBlock.decode(block, where);
        }
    },
    COLUMNAR {
        @Override
        DataBlockCursor newDataBlockCursor(TableFormat format) {
            return new ColumnarDataBlock();
        }

        @Override
        public IndexBlock index(Bytes block, Location where) {
            return new ColumnarIndexBlock(block, where);
        }

        @Override
        public List<Span> keyspans(Bytes block, Location where) {
            return ColumnarKeyspanBlock.decode(block, where);
        }
    };

    /** A cursor over data blocks of a format with this encoding; it stands nowhere. */
    abstract DataBlockCursor newDataBlockCursor(TableFormat format);

    /** Takes up an index block, of either level; the decoded block is kept as long as the result lives. */
    public abstract IndexBlock index(Bytes block, Location where);

    /** The keys of a range-deletion or range-key block. */
    public abstract List<Span> keyspans(Bytes block, Location where);
}
