package dev.grantlake.lsm.sstable;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Crc32c;
import dev.grantlake.lsm.sstable.colblk.BlockAssembler;
import dev.grantlake.lsm.sstable.colblk.BlockAssembler.IndexEntry;
import dev.grantlake.lsm.sstable.colblk.BlockAssembler.Row;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Puts small Pebblev7 tables together by hand, sound ones and ones with a chosen fault. Written from the format's
 * description alone: uncompressed blocks, separators as the caller says or the last key of each block.
 */
public final class TableAssembler {

    private final ByteSink file = new ByteSink();
    private final List<IndexEntry> index = new ArrayList<>();

    /** For each block the separator above it, if its entry is the last of a partition. */
    private final List<Bytes> topSeparators = new ArrayList<>();

    private final TreeMap<Bytes, Bytes> properties = new TreeMap<>();
    private final TreeMap<Bytes, Bytes> metaindex = new TreeMap<>();
    private int attributes;
    private int blocksPerPartition;

    TableAssembler() {
        property("pebble.colblk.schema", Bytes.utf8("DefaultKeySchema(leveldb.BytewiseComparator,16)"));
        property("rocksdb.comparator", Bytes.utf8("leveldb.BytewiseComparator"));
        property("rocksdb.merge.operator", Bytes.utf8("pebble.concatenate"));
    }

    /** Sets a property; null takes it away. */
    TableAssembler property(String name, @Nullable Bytes value) {
        if (value == null) {
            properties.remove(Bytes.utf8(name));
        } else {
            properties.put(Bytes.utf8(name), value);
        }
        return this;
    }

    TableAssembler metaindexEntry(String name, Bytes value) {
        metaindex.put(Bytes.utf8(name), value);
        return this;
    }

    /** Adds these bits to the footer's attributes. */
    TableAssembler attribute(int bits) {
        attributes |= bits;
        return this;
    }

    /** Makes the index one of two levels. */
    TableAssembler partitions(int blocksPerPartition) {
        this.blocksPerPartition = blocksPerPartition;
        property("rocksdb.block.based.table.index.type", BlockAssembler.int32(2));
        return attribute(0x20);
    }

    /** Writes a data block whose separator is its last key. */
    TableAssembler block(List<Row> rows) {
        return block(rows, rows.get(rows.size() - 1).userKey());
    }

    TableAssembler block(List<Row> rows, Bytes separator) {
        return block(rows, separator, separator);
    }

    TableAssembler block(List<Row> rows, Bytes separator, Bytes topSeparator) {
        return indexEntry(separator, topSeparator, write(BlockAssembler.dataBlock(rows), 0));
    }

    /** Adds an index entry for a block that need not exist. */
    TableAssembler indexEntry(Bytes separator, Bytes topSeparator, BlockHandle handle) {
        index.add(new IndexEntry(separator, handle.offset(), handle.length()));
        topSeparators.add(topSeparator);
        property("rocksdb.num.data.blocks", varint(index.size()));
        return attribute(0x80);
    }

    TableAssembler rangeDeletions(List<Bytes> boundaries, List<Long> firstKeys, List<Long> trailers) {
        BlockHandle handle = write(BlockAssembler.keyspanBlock(boundaries, firstKeys, trailers), 0);
        metaindexEntry("rocksdb.range_del2", encode(handle));
        property("rocksdb.num.range-deletions", varint(trailers.size()));
        return attribute(0x10);
    }

    /** Writes value blocks and their index with one-byte numbers, four-byte offsets and two-byte lengths. */
    TableAssembler valueBlocks(List<Bytes> blocks) {
        ByteSink records = new ByteSink();
        for (int i = 0; i < blocks.size(); i++) {
            BlockHandle handle = write(blocks.get(i), 0);
            records.writeByte(i).writeIntLe((int) handle.offset()).writeShortLe((int) handle.length());
        }
        property("pebble.num.value-blocks", varint(blocks.size()));
        return valueIndex(records.toBytes(), "010402").attribute(0x01);
    }

    TableAssembler valueIndex(Bytes records, String widths) {
        return metaindexEntry("pebble.value_index", encode(write(records, 0)).plus(Bytes.ofHex(widths)));
    }

    /** Writes a block and its trailer. */
    BlockHandle write(Bytes block, int compression) {
        BlockHandle handle = new BlockHandle(file.size(), block.length());
        file.writeBytes(block).writeByte(compression);
        file.writeIntLe(Crc32c.masked(file.array(), (int) handle.offset(), block.length() + 1));
        return handle;
    }

    static Bytes encode(BlockHandle handle) {
        return new ByteSink()
                .writeVarint(handle.offset())
                .writeVarint(handle.length())
                .toBytes();
    }

    static Bytes varint(long value) {
        return new ByteSink().writeVarint(value).toBytes();
    }

    /** The finished file. */
    byte[] assemble() {
        BlockHandle top;
        if (blocksPerPartition == 0) {
            top = write(BlockAssembler.indexBlock(index), 0);
        } else {
            List<IndexEntry> partitions = new ArrayList<>();
            for (int from = 0; from < index.size(); from += blocksPerPartition) {
                int to = Math.min(index.size(), from + blocksPerPartition);
                BlockHandle handle = write(BlockAssembler.indexBlock(index.subList(from, to)), 0);
                partitions.add(new IndexEntry(topSeparators.get(to - 1), handle.offset(), handle.length()));
            }
            top = write(BlockAssembler.indexBlock(partitions), 0);
        }
        BlockHandle propertiesBlock = write(
                BlockAssembler.keyValueBlock(List.copyOf(properties.keySet()), List.copyOf(properties.values())), 0);
        metaindex.putIfAbsent(Bytes.utf8("rocksdb.properties"), encode(propertiesBlock));
        BlockHandle metaindexBlock = write(
                BlockAssembler.keyValueBlock(List.copyOf(metaindex.keySet()), List.copyOf(metaindex.values())), 0);

        ByteSink footer =
                new ByteSink().writeByte(1).writeBytes(encode(metaindexBlock)).writeBytes(encode(top));
        footer.writeZeros(41 - footer.size()).writeIntLe(attributes).writeIntLe(0);
        footer.writeIntLe(7).writeBytes(Bytes.ofHex("f09faab3f09faab3"));
        file.writeBytes(footer);
        byte[] bytes = file.toArray();
        sealFooter(bytes);
        return bytes;
    }

    /** Makes the checksum of a Pebblev7 footer right. */
    public static void sealFooter(byte[] table) {
        Bytes footer = Bytes.copyOf(table, table.length - 61, 61);
        int checksum =
                new Crc32c().update(footer.slice(0, 45)).update(footer.from(49)).masked();
        Bytes sealed = BlockAssembler.int32(checksum);
        System.arraycopy(sealed.array(), sealed.offset(), table, table.length - 16, 4);
    }

    /** Makes the checksum of a block right. */
    public static void sealBlock(byte[] table, BlockHandle handle) {
        int length = (int) handle.length() + 1;
        Bytes sealed = BlockAssembler.int32(Crc32c.masked(table, (int) handle.offset(), length));
        System.arraycopy(sealed.array(), sealed.offset(), table, (int) handle.offset() + length, 4);
    }
}
