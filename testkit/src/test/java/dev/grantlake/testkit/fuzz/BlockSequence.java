package dev.grantlake.testkit.fuzz;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Crc32c;
import dev.grantlake.base.LittleEndian;
import dev.grantlake.base.XxHash64;

import java.util.ArrayList;
import java.util.List;

/**
 * A table without what would keep a fuzzer out: its blocks one after the other, and the few facts of its footer.
 * {@link #table} adds checksums and places.
 *
 * <pre>
 * offset | size | field
 *      0 |    1 | version of the table format, modulo 8
 *      1 |    1 | odd for XXH64 as checksum of the blocks, even for CRC-32C
 *      2 |    1 | attributes
 *      3 |    1 | which block is the index; the metaindex is the last one
 *      4 |      | blocks: 2 bytes of length, little-endian; 1 byte of compression; the block as stored
 * </pre>
 *
 * @param blocks at least one
 */
record BlockSequence(int version, boolean xxHash, int attributes, int index, List<Block> blocks) {

    private static final int HEAD_BYTES = 4;
    private static final int BLOCK_HEAD_BYTES = 3;
    private static final int TRAILER_BYTES = 5;
    private static final int HANDLES_END = 41;
    private static final int MIN_FOOTER_BYTES = 53;
    private static final int CRC_CODE = 1;
    private static final int XXHASH_CODE = 3;
    private static final Bytes MAGIC = Bytes.ofHex("f09faab3f09faab3");

    /** A block as stored, without its trailer. */
    record Block(int compression, Bytes stored) {}

    /** What any bytes stand for; missing ones are zeros, and a block that is too long ends with the input. */
    static BlockSequence parse(byte[] input) {
        Bytes bytes = Bytes.wrap(input);
        List<Block> blocks = new ArrayList<>();
        int at = HEAD_BYTES;
        while (at + BLOCK_HEAD_BYTES <= input.length) {
            int length = byteAt(input, at) | byteAt(input, at + 1) << Byte.SIZE;
            int start = at + BLOCK_HEAD_BYTES;
            length = Math.min(length, input.length - start);
            blocks.add(new Block(byteAt(input, at + 2), bytes.slice(start, length)));
            at = start + length;
        }
        if (blocks.isEmpty()) {
            blocks.add(new Block(0, Bytes.EMPTY));
        }
        return new BlockSequence(
                byteAt(input, 0) & 7,
                (byteAt(input, 1) & 1) != 0,
                byteAt(input, 2),
                byteAt(input, 3) % blocks.size(),
                blocks);
    }

    private static int byteAt(byte[] input, int index) {
        return index < input.length ? input[index] & 0xff : 0;
    }

    /** The sequence that a sound table consists of, found by trying where its checksums fit. */
    static BlockSequence of(byte[] table) {
        int version = table[table.length - MAGIC.length() - Integer.BYTES];
        int footer = table.length - footerBytes(version);
        boolean xxHash = table[footer] == XXHASH_CODE;
        List<Block> blocks = new ArrayList<>();
        List<Integer> offsets = new ArrayList<>();
        for (int at = 0; at < footer; ) {
            int length = 0;
            while (at + length + TRAILER_BYTES <= footer && !fits(table, at, length, xxHash)) {
                length++;
            }
            if (at + length + TRAILER_BYTES > footer) {
                throw new IllegalArgumentException("no block at " + at);
            }
            blocks.add(new Block(table[at + length] & 0xff, Bytes.wrap(table, at, length)));
            offsets.add(at);
            at += length + TRAILER_BYTES;
        }
        long[] handles = new long[4];
        int position = footer + 1;
        for (int i = 0; i < handles.length; i++) {
            for (int shift = 0; ; shift += 7) {
                byte b = table[position++];
                handles[i] |= (long) (b & 0x7f) << shift;
                if (b >= 0) {
                    break;
                }
            }
        }
        return new BlockSequence(
                version,
                xxHash,
                version == 7 ? table[footer + HANDLES_END] & 0xff : 0,
                offsets.indexOf((int) handles[2]),
                blocks);
    }

    private static boolean fits(byte[] table, int offset, int length, boolean xxHash) {
        int stored = LittleEndian.getInt(table, offset + length + 1);
        return stored == checksum(Bytes.wrap(table, offset, length + 1), xxHash);
    }

    private static int checksum(Bytes blockAndCompression, boolean xxHash) {
        return xxHash
                ? (int) XxHash64.of(blockAndCompression)
                : Crc32c.masked(
                        blockAndCompression.array(), blockAndCompression.offset(), blockAndCompression.length());
    }

    /** The bytes that {@link #parse} makes this of. */
    byte[] input() {
        ByteSink sink = new ByteSink()
                .writeByte(version)
                .writeByte(xxHash ? 1 : 0)
                .writeByte(attributes)
                .writeByte(index);
        for (Block block : blocks) {
            sink.writeShortLe(block.stored.length())
                    .writeByte(block.compression)
                    .writeBytes(block.stored);
        }
        return sink.toArray();
    }

    /** A file in which every checksum is right and the footer says where metaindex and index lie. */
    byte[] table() {
        ByteSink file = new ByteSink();
        long[] offsets = new long[blocks.size()];
        for (int i = 0; i < offsets.length; i++) {
            Block block = blocks.get(i);
            offsets[i] = file.size();
            file.writeBytes(block.stored).writeByte(block.compression);
            int begin = (int) offsets[i];
            file.writeIntLe(checksum(Bytes.wrap(file.array(), begin, file.size() - begin), xxHash));
        }
        int last = blocks.size() - 1;
        ByteSink footer = new ByteSink()
                .writeByte(xxHash ? XXHASH_CODE : CRC_CODE)
                .writeVarint(offsets[last])
                .writeVarint(blocks.get(last).stored.length())
                .writeVarint(offsets[index])
                .writeVarint(blocks.get(index).stored.length());
        footer.writeZeros(HANDLES_END - footer.size());
        if (version >= 7) {
            footer.writeIntLe(attributes);
        }
        int checksumAt = footer.size();
        if (version >= 6) {
            footer.writeIntLe(0);
        }
        footer.writeIntLe(version).writeBytes(MAGIC);
        if (version >= 6) {
            Bytes bytes = footer.toBytes();
            footer.patchIntLe(
                    checksumAt,
                    new Crc32c()
                            .update(bytes.slice(0, checksumAt))
                            .update(bytes.from(checksumAt + Integer.BYTES))
                            .masked());
        }
        return file.writeBytes(footer).toArray();
    }

    private static int footerBytes(int version) {
        return MIN_FOOTER_BYTES + (version >= 6 ? Integer.BYTES : 0) + (version >= 7 ? Integer.BYTES : 0);
    }
}
