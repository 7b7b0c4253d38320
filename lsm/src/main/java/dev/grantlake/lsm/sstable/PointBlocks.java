package dev.grantlake.lsm.sstable;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.lsm.key.InternalKey;
import dev.grantlake.lsm.sstable.block.DataBlockBuilder;
import dev.grantlake.lsm.sstable.block.FlushRule;
import dev.grantlake.lsm.sstable.block.IndexBlockBuilder;
import dev.grantlake.lsm.sstable.block.IndexEntry;
import dev.grantlake.lsm.sstable.block.PendingPoint;

import java.util.ArrayList;
import java.util.List;

/**
 * Writes the data blocks of a table and then the index over them. The index is kept until all data is written; where it
 * passes the size of an index block, it is cut into partitions and gets a second level. Belongs to one thread.
 */
final class PointBlocks {

    private final BlockEncoding encoding;
    private final BlockWriter out;
    private final TableStatistics statistics;
    private final ObsoleteMarks marks;
    private final DataBlockBuilder data;
    private final IndexBlockBuilder index;
    private final List<Partition> partitions = new ArrayList<>();
    private final ByteSink buffer = new ByteSink();

    private IndexEntry lastEntry = new IndexEntry(Bytes.EMPTY, 0, 0, 0, Bytes.EMPTY);
    private int entriesInPartition;
    private int blockEndsAbove = Integer.MAX_VALUE;

    /** A finished index block: what the top level says of it, but for its place. */
    private record Partition(Bytes block, IndexEntry lastEntry, Bytes properties) {}

    PointBlocks(SstableWriterOptions options, BlockWriter out, TableStatistics statistics, ObsoleteMarks marks) {
        this.encoding = options.format().encoding();
        this.out = out;
        this.statistics = statistics;
        this.marks = marks;
        data = encoding.newDataBlockBuilder(options.format(), FlushRule.of(options.blockBytes()));
        index = encoding.newIndexBlockBuilder(FlushRule.of(options.indexBlockBytes()));
    }

    /** Adds a point that comes after {@code last}. */
    void add(PendingPoint point, LastPoint last) {
        if (data.size() > blockEndsAbove || !data.add(point)) {
            writeDataBlock(last.separatorFrom(point));
            data.add(point);
        }
        blockEndsAbove = Integer.MAX_VALUE;
        marks.point(point.obsolete);
    }

    /** Says that the next point begins a block if the present one has more bytes than this. */
    void endBlockAbove(int bytes) {
        blockEndsAbove = bytes;
    }

    /** Writes the last data block. A table of rows has one even if it has no points. */
    void finish(LastPoint last) {
        if (data.size() > 0 || (encoding == BlockEncoding.ROW && out.offset() == 0)) {
            writeDataBlock(last.successor());
        }
    }

    /** Writes the index behind what was written last, and returns the place of its upper level. */
    BlockHandle writeIndex() {
        if (partitions.isEmpty() || entriesInPartition > 0) {
            endPartition();
        }
        if (partitions.size() == 1) {
            Bytes block = partitions.get(0).block();
            statistics.index(block.length() + encoding.countedIndexTrailer());
            return out.write(buffer.clear().writeBytes(block));
        }
        IndexBlockBuilder top = encoding.newIndexBlockBuilder(FlushRule.NEVER);
        long size = 0;
        for (Partition partition : partitions) {
            BlockHandle handle = out.write(buffer.clear().writeBytes(partition.block()));
            IndexEntry last = partition.lastEntry();
            top.add(new IndexEntry(
                    last.separator(), last.trailer(), handle.offset(), handle.length(), partition.properties()));
            size += partition.block().length();
        }
        top.finish(buffer);
        statistics.index(size + buffer.size() + encoding.countedIndexTrailer(), partitions.size(), buffer.size());
        return out.write(buffer);
    }

    private void writeDataBlock(InternalKey separator) {
        data.finish(buffer);
        statistics.endDataBlock(buffer.size());
        BlockHandle handle = out.write(buffer);
        IndexEntry entry = new IndexEntry(
                separator.userKey(), separator.trailer(), handle.offset(), handle.length(), marks.block());
        if (!index.add(entry)) {
            endPartition();
            index.add(entry);
        }
        entriesInPartition++;
        lastEntry = entry;
        marks.endBlock();
    }

    private void endPartition() {
        index.finish(buffer);
        partitions.add(new Partition(buffer.toBytes(), lastEntry, marks.endPartition()));
        entriesInPartition = 0;
    }
}
