package dev.grantlake.testkit.fuzz;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Small tables of row blocks, put together by hand: where a search among them begins. */
final class RowTableSeeds {

    private static final int TRAILER_BYTES = 5;
    private static final int ROW_FORMATS = 4;
    private static final int SET = 1;
    private static final int DELETE = 0;
    private static final int RANGE_DELETE = 15;
    private static final int SEPARATOR = 17;
    private static final int RANGE_KEY_DELETE = 19;
    private static final int RANGE_KEY_UNSET = 20;
    private static final int RANGE_KEY_SET = 21;
    private static final long MAX_SEQUENCE = (1L << 56) - 1;

    private record Entry(Bytes key, Bytes value) {}

    private final int version;
    private final List<BlockSequence.Block> blocks = new ArrayList<>();
    private final Map<String, Bytes> metaindex = new TreeMap<>();
    private final Map<String, Bytes> properties = new TreeMap<>();
    private long offset;

    private RowTableSeeds(int version) {
        this.version = version;
    }

    /** The inputs by name. */
    static Map<String, byte[]> inputs() {
        Map<String, byte[]> inputs = new LinkedHashMap<>();
        for (int version = 1; version <= ROW_FORMATS; version++) {
            inputs.put("points-v" + version, new RowTableSeeds(version).points());
        }
        inputs.put("two-levels", new RowTableSeeds(3).twoLevels());
        inputs.put("value-block", new RowTableSeeds(4).valueBlock());
        inputs.put("range-keys", new RowTableSeeds(2).rangeKeys());
        inputs.put("filter", new RowTableSeeds(4).filter());
        inputs.put("no-points", new RowTableSeeds(1).noPoints());
        return inputs;
    }

    private byte[] points() {
        Bytes data = write(block(16, data("apple", 12, "red"), deleted("apricot", 11), data("banana", 10, "yellow")));
        metaindex.put("rocksdb.range_del2", write(block(1, key("b", 15, RANGE_DELETE, "d"))));
        properties.put("rocksdb.comparator", Bytes.utf8("leveldb.BytewiseComparator"));
        return finish(write(block(1, key("c", MAX_SEQUENCE, SEPARATOR, data))));
    }

    private byte[] twoLevels() {
        Bytes first = write(block(2, data("a", 3, "1"), data("a", 2, "2"), data("ab", 9, "3")));
        Bytes second = write(block(1, data("ab", 8, "4"), data("abc", 7, "5")));
        Bytes third = write(block(16, data("b", 6, "6")));
        Bytes left = write(block(1, key("ab", 9, SET, first), key("abc", 7, SET, second)));
        Bytes right = write(block(1, key("c", MAX_SEQUENCE, SEPARATOR, third.plus(Bytes.ofHex("000174")))));
        properties.put("rocksdb.block.based.table.index.type", Bytes.ofHex("02000000"));
        return finish(write(block(1, key("abc", 7, SET, left), key("c", MAX_SEQUENCE, SEPARATOR, right))));
    }

    private byte[] valueBlock() {
        Bytes data = write(block(16, data("k", 9, "new"), key("k", 8, SET, Bytes.ofHex("a0030000"))));
        Bytes index = write(block(1, key("l", MAX_SEQUENCE, SEPARATOR, data)));
        long values = offset;
        write(Bytes.utf8("old"));
        Bytes records = new ByteSink()
                .writeByte(0)
                .writeIntLe((int) values)
                .writeByte(3)
                .toBytes();
        metaindex.put("pebble.value_index", write(records).plus(Bytes.ofHex("010401")));
        return finish(index);
    }

    private byte[] rangeKeys() {
        Bytes data = write(block(16, data("b", 9, "v")));
        Bytes index = write(block(1, key("c", MAX_SEQUENCE, SEPARATOR, data)));
        metaindex.put(
                "pebble.range_key",
                write(block(
                        1,
                        key("a", 30, RANGE_KEY_SET, Bytes.ofHex("016302403902" + "7639")),
                        key("a", 20, RANGE_KEY_UNSET, Bytes.ofHex("016302" + "4035")),
                        key("c", 40, RANGE_KEY_DELETE, "f"))));
        return finish(index);
    }

    private byte[] filter() {
        Bytes data = write(block(16, data("apple", 12, "red")));
        Bytes index = write(block(1, key("b", MAX_SEQUENCE, SEPARATOR, data)));
        metaindex.put("fullfilter.rocksdb.BuiltinBloomFilter", write(Bytes.ofHex("ff".repeat(64) + "06" + "01000000")));
        return finish(index);
    }

    private byte[] noPoints() {
        Bytes data = write(block(16));
        return finish(write(block(1, key("", MAX_SEQUENCE, SEPARATOR, data))));
    }

    /** Adds what every table has; {@code index} is the handle of the block written last that is the index. */
    private byte[] finish(Bytes index) {
        int indexBlock = blockOf(index);
        List<Entry> named = new ArrayList<>();
        properties.forEach((name, value) -> named.add(new Entry(Bytes.utf8(name), value)));
        metaindex.put("rocksdb.properties", write(block(Integer.MAX_VALUE, named.toArray(Entry[]::new))));
        named.clear();
        metaindex.forEach((name, handle) -> named.add(new Entry(Bytes.utf8(name), handle)));
        write(block(1, named.toArray(Entry[]::new)));
        return new BlockSequence(version, false, 0, indexBlock, blocks).input();
    }

    private int blockOf(Bytes handle) {
        long at = 0;
        for (int i = 0; i < blocks.size(); i++) {
            int length = blocks.get(i).stored().length();
            if (handle(at, length).equals(handle)) {
                return i;
            }
            at += length + TRAILER_BYTES;
        }
        throw new IllegalArgumentException("no block at " + handle);
    }

    /** Adds a block and returns its handle. */
    private Bytes write(Bytes block) {
        Bytes handle = handle(offset, block.length());
        blocks.add(new BlockSequence.Block(0, block));
        offset += block.length() + TRAILER_BYTES;
        return handle;
    }

    private static Bytes handle(long offset, int length) {
        return new ByteSink().writeVarint(offset).writeVarint(length).toBytes();
    }

    /** A block with a restart every {@code interval} entries, whose keys share what they can in between. */
    private static Bytes block(int interval, Entry... entries) {
        ByteSink block = new ByteSink();
        ByteSink restarts = new ByteSink();
        Bytes previous = Bytes.EMPTY;
        for (int i = 0; i < entries.length; i++) {
            Bytes key = entries[i].key;
            int shared = 0;
            if (i % interval == 0) {
                restarts.writeIntLe(block.size());
            } else {
                int most = Math.min(previous.length(), key.length()) - Long.BYTES;
                while (shared < most && previous.at(shared) == key.at(shared)) {
                    shared++;
                }
            }
            block.writeVarint(shared).writeVarint(key.length() - shared).writeVarint(entries[i].value.length());
            block.writeBytes(key.from(shared)).writeBytes(entries[i].value);
            previous = key;
        }
        if (entries.length == 0) {
            restarts.writeIntLe(0);
        }
        return block.writeBytes(restarts.toBytes())
                .writeIntLe(restarts.size() / Integer.BYTES)
                .toBytes();
    }

    /** A set whose value lies in place. */
    private Entry data(String userKey, long sequence, String value) {
        Bytes stored = Bytes.utf8(value);
        return key(userKey, sequence, SET, version >= 3 ? Bytes.ofHex("00").plus(stored) : stored);
    }

    private static Entry deleted(String userKey, long sequence) {
        return key(userKey, sequence, DELETE, Bytes.EMPTY);
    }

    private static Entry key(String userKey, long sequence, int kind, String value) {
        return key(userKey, sequence, kind, Bytes.utf8(value));
    }

    private static Entry key(String userKey, long sequence, int kind, Bytes value) {
        return new Entry(
                new ByteSink()
                        .writeUtf8(userKey)
                        .writeLongLe(sequence << 8 | kind)
                        .toBytes(),
                value);
    }
}
