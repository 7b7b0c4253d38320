package dev.grantlake.lsm.sstable;

import dev.grantlake.base.ByteReader;
import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Crc32c;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.vfs.ReadableFile;

/**
 * The last bytes of a table: its format, how blocks are checksummed, and where metaindex and index lie. Format:
 * {@code docs/formats/sstable.md}, "Footer".
 *
 * <pre>
 * v1–v5  v6  v7   size  field
 * 0      0   0    1     checksum kind of the blocks
 * 1      1   1    40    metaindex handle, index handle, zeros
 *            41   4     attributes
 *        41  45   4     masked CRC-32C of all other bytes of the footer
 * 41     45  49   4     version
 * 45     49  53   8     magic f0 9f aa b3 f0 9f aa b3
 * </pre>
 *
 * A file that is cut anywhere loses the magic at its end and is refused.
 *
 * @param offset where the footer begins, which is where the blocks end
 * @param attributes the attributes of Pebblev7, 0 in older formats
 * @param index the single index block, or the upper level of a two-level index
 */
public record Footer(
        TableFormat format,
        long offset,
        ChecksumKind checksumKind,
        int attributes,
        BlockHandle metaindex,
        BlockHandle index) {

    private static final int MAX_BYTES = 61;

    /** The shortest footer that any table ever had. */
    private static final int MIN_BYTES = 48;

    private static final int MAGIC_BYTES = 8;
    private static final int VERSION_BYTES = 4;
    private static final int HANDLES_END = 41;
    private static final int FIELD_BYTES = 4;

    private static final Bytes PEBBLE_MAGIC = Bytes.ofHex("f09faab3f09faab3");
    private static final Bytes ROCKSDB_MAGIC = Bytes.ofHex("f7cff485b741e288");
    private static final Bytes LEVELDB_MAGIC = Bytes.ofHex("57fb808b247547db");

    /** Reads and checks the footer of a table. */
    public static Footer read(ReadableFile file) {
        long size = file.size();
        Location end = new Location(file.description(), size, "footer");
        if (size < MIN_BYTES) {
            throw StorageException.corrupt(
                    new Location(file.description(), 0, "footer"),
                    "a table of at least " + MIN_BYTES + " bytes",
                    size + " bytes");
        }
        int tailLength = (int) Math.min(size, MAX_BYTES);
        Bytes tail = file.read(size - tailLength, tailLength);
        requireMagic(tail.from(tailLength - MAGIC_BYTES), end.plus(-MAGIC_BYTES));
        int versionPosition = tailLength - MAGIC_BYTES - VERSION_BYTES;
        Location versionPlace = end.plus(-MAGIC_BYTES - VERSION_BYTES);
        int version = new ByteReader(tail.from(versionPosition), versionPlace).readIntLe();
        TableFormat format = TableFormat.ofVersion(version, versionPlace);
        int length = length(format);
        if (tailLength < length) {
            throw StorageException.corrupt(
                    end.plus(-tailLength), "a footer of " + length + " bytes", tailLength + " bytes");
        }
        return parse(tail.from(tailLength - length), format, end.plus(-length));
    }

    /** The footer as it is stored. */
    public Bytes encode() {
        ByteSink sink = new ByteSink().writeByte(checksumKind.code());
        metaindex.write(sink);
        index.write(sink);
        sink.writeZeros(HANDLES_END - sink.size());
        if (format.footerAttributes()) {
            sink.writeIntLe(attributes);
        }
        int checksum = sink.size();
        if (format.footerChecksum()) {
            sink.writeIntLe(0);
        }
        sink.writeIntLe(format.version()).writeBytes(PEBBLE_MAGIC);
        if (format.footerChecksum()) {
            int behind = checksum + FIELD_BYTES;
            sink.patchIntLe(
                    checksum,
                    new Crc32c()
                            .update(sink.array(), 0, checksum)
                            .update(sink.array(), behind, sink.size() - behind)
                            .masked());
        }
        return sink.toBytes();
    }

    /** Bytes of a footer of this format. */
    public static int length(TableFormat format) {
        return HANDLES_END
                + (format.footerAttributes() ? FIELD_BYTES : 0)
                + (format.footerChecksum() ? FIELD_BYTES : 0)
                + VERSION_BYTES
                + MAGIC_BYTES;
    }

    private static Footer parse(Bytes footer, TableFormat format, Location where) {
        ByteReader reader = new ByteReader(footer, where);
        int checksumCode = reader.readUnsignedByte();
        BlockHandle metaindex = BlockHandle.read(reader);
        BlockHandle index = BlockHandle.read(reader);
        if (reader.position() > HANDLES_END) {
            throw StorageException.corrupt(
                    where, "two handles within " + HANDLES_END + " bytes", reader.position() + " bytes");
        }
        reader = new ByteReader(footer.from(HANDLES_END), where.plus(HANDLES_END));
        int attributes = format.footerAttributes() ? reader.readIntLe() : 0;
        if (format.footerChecksum()) {
            Location checksumPlace = reader.here();
            int position = HANDLES_END + reader.position();
            int stored = reader.readIntLe();
            int computed = new Crc32c()
                    .update(footer.slice(0, position))
                    .update(footer.from(position + FIELD_BYTES))
                    .masked();
            if (stored != computed) {
                throw StorageException.corrupt(
                        checksumPlace,
                        "checksum 0x" + Integer.toHexString(computed),
                        "0x" + Integer.toHexString(stored));
            }
        }
        ChecksumKind checksumKind = ChecksumKind.ofCode(checksumCode, where);
        long blocksEnd = where.offset();
        requireFits(metaindex, BlockKind.METAINDEX, blocksEnd, where);
        requireFits(index, BlockKind.INDEX, blocksEnd, where);
        return new Footer(format, blocksEnd, checksumKind, attributes, metaindex, index);
    }

    private static void requireMagic(Bytes magic, Location where) {
        if (magic.equals(PEBBLE_MAGIC)) {
            return;
        }
        if (magic.equals(ROCKSDB_MAGIC)) {
            throw StorageException.unsupported(where, "a table of a RocksDB format");
        }
        if (magic.equals(LEVELDB_MAGIC)) {
            throw StorageException.unsupported(where, "a table of the LevelDB format");
        }
        throw StorageException.corrupt(where, "the magic " + PEBBLE_MAGIC, magic.toString());
    }

    private static void requireFits(BlockHandle handle, BlockKind kind, long blocksEnd, Location where) {
        if (!handle.fits(blocksEnd)) {
            throw StorageException.corrupt(
                    where, "a " + kind + " within the " + blocksEnd + " bytes before the footer", "one at " + handle);
        }
    }
}
