package dev.grantlake.testkit.hostile;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Crc32c;
import dev.grantlake.base.Zstd;

/** A table of one point whose blocks are sound, and may be far larger than what is stored of it. */
final class ExpandingTable {

    private static final int NONE = 0;
    private static final int ZSTD = 7;
    private static final int SET = 1;
    private static final int FOOTER_HANDLES_END = 41;
    private static final int PEBBLE_V1 = 1;
    private static final Bytes MAGIC = Bytes.ofHex("f09faab3f09faab3");

    private final ByteSink file = new ByteSink();

    private ExpandingTable() {}

    /**
     * The bytes of a table.
     *
     * @param separator the key in its index, at least {@code userKey}
     */
    static Bytes of(Bytes userKey, long sequence, Bytes value, Bytes separator) {
        ExpandingTable table = new ExpandingTable();
        Bytes data = table.write(block(internalKey(userKey, sequence), value));
        Bytes index = table.write(block(internalKey(separator, 0), data));
        Bytes properties =
                table.write(block(Bytes.utf8("rocksdb.comparator"), Bytes.utf8("leveldb.BytewiseComparator")));
        Bytes metaindex = table.write(block(Bytes.utf8("rocksdb.properties"), properties), NONE);
        ByteSink footer = new ByteSink().writeByte(1).writeBytes(metaindex).writeBytes(index);
        footer.writeZeros(FOOTER_HANDLES_END - footer.size())
                .writeIntLe(PEBBLE_V1)
                .writeBytes(MAGIC);
        return table.file.writeBytes(footer.toBytes()).toBytes();
    }

    /** The key of a set. */
    private static Bytes internalKey(Bytes userKey, long sequence) {
        return new ByteSink()
                .writeBytes(userKey)
                .writeLongLe(sequence << Byte.SIZE | SET)
                .toBytes();
    }

    /** A block of one entry. */
    private static Bytes block(Bytes key, Bytes value) {
        return new ByteSink()
                .writeVarint(0)
                .writeVarint(key.length())
                .writeVarint(value.length())
                .writeBytes(key)
                .writeBytes(value)
                .writeIntLe(0)
                .writeIntLe(1)
                .toBytes();
    }

    /** Adds a block, compressed, and returns its handle. */
    private Bytes write(Bytes block) {
        Bytes compressed = new ByteSink()
                .writeVarint(block.length())
                .writeBytes(Zstd.compress(block, 3))
                .toBytes();
        return write(compressed, ZSTD);
    }

    private Bytes write(Bytes stored, int compression) {
        int offset = file.size();
        file.writeBytes(stored).writeByte(compression);
        file.writeIntLe(Crc32c.masked(file.array(), offset, stored.length() + 1));
        return new ByteSink().writeVarint(offset).writeVarint(stored.length()).toBytes();
    }
}
