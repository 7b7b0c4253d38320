package dev.grantlake.lsm.sstable;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Crc32c;
import dev.grantlake.base.XxHash64;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.RangeDeletion;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.sstable.rowblk.RowBlockAssembler;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Puts Pebblev1 to Pebblev4 tables together by hand. Written from the format's description alone, far simpler than a
 * writer would be, and with a choice wherever the format leaves one.
 */
final class RowTableAssembler {

    private static final long ARTIFICIAL_SEPARATOR = Trailer.of(Trailer.MAX_SEQUENCE, KeyKind.SEPARATOR);
    private static final int OBSOLETE = 0x40;
    private static final int VALUES_A_BLOCK = 3;

    /**
     * What the format leaves open.
     *
     * @param version 1 to 4
     * @param interval entries of a data block from one restart to the next
     * @param indexInterval the same of index blocks
     * @param sharing whether keys share bytes at all
     * @param blocksPerPartition 0 for an index of one level
     * @param bitsPerKey of the filter, 0 for none
     */
    record Shape(
            int version,
            int interval,
            int indexInterval,
            boolean sharing,
            boolean xxHash,
            int blocksPerPartition,
            int bitsPerKey) {}

    /**
     * A point.
     *
     * @param elsewhere whether the value goes to a value block, which only a set of version 3 or 4 can have
     * @param obsolete whether it is marked as obsolete, which is possible in version 4
     */
    record Point(Bytes userKey, long trailer, Bytes value, boolean elsewhere, boolean obsolete) {}

    private record IndexEntry(Bytes key, BlockHandle handle) {}

    private final Shape shape;
    private final ByteSink file = new ByteSink();
    private final List<IndexEntry> index = new ArrayList<>();
    private final List<Bytes> userKeys = new ArrayList<>();
    private final List<Bytes> separateValues = new ArrayList<>();
    private final TreeMap<Bytes, Bytes> metaindex = new TreeMap<>();
    private final TreeMap<Bytes, Bytes> properties = new TreeMap<>();

    RowTableAssembler(Shape shape) {
        this.shape = shape;
    }

    /** Writes a data block whose index entry is its last key, or {@code separator} if that is another user key. */
    RowTableAssembler block(List<Point> points, Bytes separator) {
        RowBlockAssembler block = new RowBlockAssembler(shape.interval);
        Bytes previous = Bytes.EMPTY;
        for (Point point : points) {
            userKeys.add(point.userKey);
            long trailer = point.obsolete && shape.version == 4 ? point.trailer | OBSOLETE : point.trailer;
            Bytes key = RowBlockAssembler.internalKey(point.userKey, trailer);
            // From version 3 on a trailer is never shared, before it may be.
            int most = shape.version >= 3 ? previous.length() : point.userKey.length();
            block.add(key, stored(point), shape.sharing ? Math.min(most, point.userKey.length()) : 0);
            previous = point.userKey;
        }
        Point last = points.get(points.size() - 1);
        Bytes key = separator.equals(last.userKey)
                ? RowBlockAssembler.internalKey(last.userKey, last.trailer)
                : RowBlockAssembler.internalKey(separator, ARTIFICIAL_SEPARATOR);
        index.add(new IndexEntry(key, write(block.assemble())));
        return this;
    }

    /** Writes a data block that was made elsewhere. */
    RowTableAssembler dataBlock(Bytes block, Bytes separator) {
        index.add(new IndexEntry(RowBlockAssembler.internalKey(separator, ARTIFICIAL_SEPARATOR), write(block)));
        return this;
    }

    private Bytes stored(Point point) {
        if (shape.version < 3 || Trailer.kindCode(point.trailer) != KeyKind.SET.code()) {
            return point.value;
        }
        if (!point.elsewhere) {
            return Bytes.ofHex("00").plus(point.value);
        }
        int number = separateValues.size();
        int offset = 0;
        for (int i = number - number % VALUES_A_BLOCK; i < number; i++) {
            offset += separateValues.get(i).length();
        }
        separateValues.add(point.value);
        return new ByteSink()
                .writeByte(0x80)
                .writeVarint(point.value.length())
                .writeVarint(number / VALUES_A_BLOCK)
                .writeVarint(offset)
                .toBytes();
    }

    RowTableAssembler rangeDeletions(List<RangeDeletion> deletions) {
        RowBlockAssembler block = new RowBlockAssembler(1);
        for (RangeDeletion deletion : deletions) {
            long trailer = Trailer.of(deletion.sequence(), KeyKind.RANGE_DELETE);
            block.add(RowBlockAssembler.internalKey(deletion.start(), trailer), deletion.end(), 0);
        }
        metaindex.put(Bytes.utf8("rocksdb.range_del2"), TableAssembler.encode(write(block.assemble())));
        return this;
    }

    RowTableAssembler property(String name, Bytes value) {
        properties.put(Bytes.utf8(name), value);
        return this;
    }

    RowTableAssembler metaindexEntry(String name, Bytes value) {
        metaindex.put(Bytes.utf8(name), value);
        return this;
    }

    /** Writes a block and its trailer. */
    BlockHandle write(Bytes block) {
        BlockHandle handle = new BlockHandle(file.size(), block.length());
        file.writeBytes(block).writeByte(0);
        int start = (int) handle.offset();
        int length = block.length() + 1;
        file.writeIntLe(
                shape.xxHash
                        ? (int) XxHash64.of(file.array(), start, length, 0)
                        : Crc32c.masked(file.array(), start, length));
        return handle;
    }

    /** The finished file. */
    byte[] assemble() {
        if (index.isEmpty()) {
            index.add(new IndexEntry(
                    RowBlockAssembler.internalKey(Bytes.EMPTY, ARTIFICIAL_SEPARATOR),
                    write(new RowBlockAssembler(1).assemble())));
        }
        if (shape.bitsPerKey > 0) {
            metaindexEntry(
                    "fullfilter.rocksdb.BuiltinBloomFilter",
                    TableAssembler.encode(write(FilterAssembler.filter(userKeys, shape.bitsPerKey))));
        }
        BlockHandle top = writeIndex();
        writeValueBlocks();
        BlockHandle propertiesBlock = write(names(properties, Integer.MAX_VALUE));
        metaindex.putIfAbsent(Bytes.utf8("rocksdb.properties"), TableAssembler.encode(propertiesBlock));
        BlockHandle metaindexBlock = write(names(metaindex, 1));
        ByteSink footer = new ByteSink()
                .writeByte(shape.xxHash ? 3 : 1)
                .writeBytes(TableAssembler.encode(metaindexBlock))
                .writeBytes(TableAssembler.encode(top));
        footer.writeZeros(41 - footer.size()).writeIntLe(shape.version).writeBytes(Bytes.ofHex("f09faab3f09faab3"));
        return file.writeBytes(footer).toArray();
    }

    private BlockHandle writeIndex() {
        if (shape.blocksPerPartition == 0) {
            return write(indexBlock(index));
        }
        property("rocksdb.block.based.table.index.type", Bytes.ofHex("02000000"));
        List<IndexEntry> partitions = new ArrayList<>();
        for (int from = 0; from < index.size(); from += shape.blocksPerPartition) {
            int to = Math.min(index.size(), from + shape.blocksPerPartition);
            partitions.add(new IndexEntry(index.get(to - 1).key, write(indexBlock(index.subList(from, to)))));
        }
        return write(indexBlock(partitions));
    }

    private Bytes indexBlock(List<IndexEntry> entries) {
        RowBlockAssembler block = new RowBlockAssembler(shape.indexInterval);
        // Behind the handle there may be block properties: here, that everything is obsolete, which it is not.
        Bytes properties = shape.version == 4 ? Bytes.ofHex("000174") : Bytes.EMPTY;
        for (IndexEntry entry : entries) {
            block.add(
                    entry.key,
                    TableAssembler.encode(entry.handle).plus(properties),
                    shape.sharing ? entry.key.length() - Long.BYTES : 0);
        }
        return block.assemble();
    }

    private void writeValueBlocks() {
        if (separateValues.isEmpty()) {
            return;
        }
        ByteSink records = new ByteSink();
        for (int from = 0; from < separateValues.size(); from += VALUES_A_BLOCK) {
            ByteSink block = new ByteSink();
            separateValues
                    .subList(from, Math.min(separateValues.size(), from + VALUES_A_BLOCK))
                    .forEach(block::writeBytes);
            BlockHandle handle = write(block.toBytes());
            records.writeIntLe(from / VALUES_A_BLOCK)
                    .writeIntLe((int) handle.offset())
                    .writeShortLe((int) handle.length());
        }
        metaindexEntry(
                "pebble.value_index",
                TableAssembler.encode(write(records.toBytes())).plus(Bytes.ofHex("040402")));
    }

    private static Bytes names(Map<Bytes, Bytes> entries, int interval) {
        RowBlockAssembler block = new RowBlockAssembler(interval);
        entries.forEach((name, value) -> block.add(name, value, name.length()));
        return block.assemble();
    }
}
