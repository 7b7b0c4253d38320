package dev.grantlake.lsm.sstable;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.lsm.sstable.block.DataBlockBuilder;
import dev.grantlake.lsm.sstable.block.DataBlockCursor;
import dev.grantlake.lsm.sstable.block.FlushRule;
import dev.grantlake.lsm.sstable.block.IndexBlock;
import dev.grantlake.lsm.sstable.block.IndexBlockBuilder;
import dev.grantlake.lsm.sstable.block.KeyspanBlockBuilder;
import dev.grantlake.lsm.sstable.block.Span;
import dev.grantlake.lsm.sstable.colblk.ColumnarDataBlock;
import dev.grantlake.lsm.sstable.colblk.ColumnarDataBlockBuilder;
import dev.grantlake.lsm.sstable.colblk.ColumnarIndexBlock;
import dev.grantlake.lsm.sstable.colblk.ColumnarIndexBlockBuilder;
import dev.grantlake.lsm.sstable.colblk.ColumnarKeyspanBlock;
import dev.grantlake.lsm.sstable.colblk.ColumnarKeyspanBlockBuilder;
import dev.grantlake.lsm.sstable.rowblk.RowDataBlock;
import dev.grantlake.lsm.sstable.rowblk.RowDataBlockBuilder;
import dev.grantlake.lsm.sstable.rowblk.RowIndexBlock;
import dev.grantlake.lsm.sstable.rowblk.RowIndexBlockBuilder;
import dev.grantlake.lsm.sstable.rowblk.RowKeyspanBlock;
import dev.grantlake.lsm.sstable.rowblk.RowKeyspanBlockBuilder;

import java.util.List;

/** How data, index and keyspan blocks are encoded; here the two encodings meet, and nowhere else. */
public enum BlockEncoding {
    ROW {
        @Override
        DataBlockBuilder newDataBlockBuilder(TableFormat format, FlushRule rule) {
            return new RowDataBlockBuilder(format.rowPoints(), rule);
        }

        @Override
        IndexBlockBuilder newIndexBlockBuilder(FlushRule rule) {
            return new RowIndexBlockBuilder(rule);
        }

        @Override
        KeyspanBlockBuilder newKeyspanBlockBuilder() {
            return new RowKeyspanBlockBuilder();
        }

        /** That of the upper level. */
        @Override
        int countedIndexTrailer() {
            return BlockHandle.TRAILER_BYTES;
        }

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
        DataBlockBuilder newDataBlockBuilder(TableFormat format, FlushRule rule) {
            return new ColumnarDataBlockBuilder(rule);
        }

        @Override
        IndexBlockBuilder newIndexBlockBuilder(FlushRule rule) {
            return new ColumnarIndexBlockBuilder(rule);
        }

        @Override
        KeyspanBlockBuilder newKeyspanBlockBuilder() {
            return new ColumnarKeyspanBlockBuilder();
        }

        @Override
        int countedIndexTrailer() {
            return 0;
        }

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

    /** A builder of data blocks of a format with this encoding. */
    abstract DataBlockBuilder newDataBlockBuilder(TableFormat format, FlushRule rule);

    /** A builder of index blocks. */
    abstract IndexBlockBuilder newIndexBlockBuilder(FlushRule rule);

    /** A builder of a range-deletion or range-key block. */
    abstract KeyspanBlockBuilder newKeyspanBlockBuilder();

    /** Bytes of trailers that the property for the size of the index takes in. */
    abstract int countedIndexTrailer();

    /** A cursor over data blocks of a format with this encoding; it stands nowhere. */
    abstract DataBlockCursor newDataBlockCursor(TableFormat format);

    /** Takes up an index block, of either level; the decoded block is kept as long as the result lives. */
    public abstract IndexBlock index(Bytes block, Location where);

    /** The keys of a range-deletion or range-key block. */
    public abstract List<Span> keyspans(Bytes block, Location where);
}
