package dev.grantlake.base;

/**
 * What the head of a zstd frame says. Parsed here, without the native library, so that a frame which asks for too much
 * is refused before anything is loaded or allocated.
 *
 * <table>
 *   <caption>Layout, all integers little-endian</caption>
 *   <tr><th>offset</th><th>size</th><th>field</th><th>meaning</th></tr>
 *   <tr><td>0</td><td>4</td><td>magic</td><td>{@code 28 b5 2f fd}; {@code 50 2a 4d 18} to {@code 5f 2a 4d 18} start a
 *       skippable frame, whose length follows in 4 bytes</td></tr>
 *   <tr><td>4</td><td>1</td><td>descriptor</td><td>bits 7-6: size of the content size (0, 2, 4, 8 bytes; for a single
 *       segment 1, 2, 4, 8); 5: single segment; 4: unused; 3: reserved, zero; 2: checksum at the end; 1-0: size of the
 *       dictionary id (0, 1, 2, 4 bytes)</td></tr>
 *   <tr><td>5</td><td>0 or 1</td><td>window</td><td>absent in a single segment; {@code base = 2^(10 + bits 7-3)}, window
 *       {@code base + base / 8 * bits 2-0} bytes</td></tr>
 *   <tr><td></td><td>0 to 4</td><td>dictionary id</td><td>0 is none</td></tr>
 *   <tr><td></td><td>0 to 8</td><td>content size</td><td>of the decoded frame; the two-byte form adds 256</td></tr>
 * </table>
 *
 * Example: {@code 28b52ffd 04 68} has a checksum, a window of 8 MiB and no content size.
 *
 * @param bytes length of this header; the frame's blocks follow
 * @param windowBytes memory that a decoder which cannot see its whole output needs; the content size of a single
 *     segment
 * @param contentBytes decoded size as stored, or {@link #UNKNOWN}
 * @param checksum whether the low 32 bits of the content's XXH64 follow the last block
 * @param dictionaryId the dictionary needed, 0 for none
 * @param skippableBytes length of a skippable frame's content, which follows; {@link #UNKNOWN} for an ordinary frame
 */
public record ZstdFrameHeader(
        int bytes, long windowBytes, long contentBytes, boolean checksum, long dictionaryId, long skippableBytes) {

    /** A size that the header does not say. */
    public static final long UNKNOWN = -1;

    /** The longest header; so many bytes of a frame, or all it has, are enough to parse it. */
    public static final int MAX_BYTES = 18;

    private static final int MAGIC = 0xfd2fb528;
    private static final int SKIPPABLE_MAGIC = 0x184d2a50;
    private static final int SKIPPABLE_MASK = 0xfffffff0;
    private static final int MIN_WINDOW_LOG = 10;

    /**
     * Parses the header at the start of {@code frame}, which may go on behind it.
     *
     * @throws StorageException of kind {@code CORRUPT} if there is no zstd header
     */
    public static ZstdFrameHeader parse(Bytes frame, Location where) {
        ByteReader reader = new ByteReader(frame, where);
        int magic = reader.readIntLe();
        if ((magic & SKIPPABLE_MASK) == SKIPPABLE_MAGIC) {
            long length = reader.readIntLe() & 0xffffffffL;
            return new ZstdFrameHeader(reader.position(), 0, 0, false, 0, length);
        }
        if (magic != MAGIC) {
            throw StorageException.corrupt(
                    where, "a zstd frame (magic fd2fb528)", "magic " + String.format("%08x", magic));
        }
        int descriptor = reader.readUnsignedByte();
        if ((descriptor & 0x08) != 0) {
            throw StorageException.corrupt(where.plus(4), "a zstd frame without reserved bits", "the reserved bit set");
        }
        boolean singleSegment = (descriptor & 0x20) != 0;
        long window = singleSegment ? UNKNOWN : windowBytes(reader.readUnsignedByte());
        long dictionary = switch (descriptor & 3) {
            case 0 -> 0;
            case 1 -> reader.readUnsignedByte();
            case 2 -> reader.readUnsignedShortLe();
            default -> reader.readIntLe() & 0xffffffffL;
        };
        Location contentPlace = reader.here();
        long content = switch (descriptor >>> 6) {
            case 0 -> singleSegment ? reader.readUnsignedByte() : UNKNOWN;
            case 1 -> reader.readUnsignedShortLe() + 256;
            case 2 -> reader.readIntLe() & 0xffffffffL;
            default -> nonNegative(reader.readLongLe(), contentPlace);
        };
        return new ZstdFrameHeader(
                reader.position(),
                singleSegment ? content : window,
                content,
                (descriptor & 0x04) != 0,
                dictionary,
                UNKNOWN);
    }

    /** Whether this frame holds no content and is to be passed over. */
    public boolean skippable() {
        return skippableBytes != UNKNOWN;
    }

    /**
     * Refuses a frame that cannot be decoded here.
     *
     * @throws StorageException of kind {@code LIMIT_EXCEEDED} if its window is larger than {@code maxWindowBytes},
     *     {@code UNSUPPORTED} if it needs a dictionary
     */
    void requireDecodable(long maxWindowBytes, Location where) {
        if (windowBytes > maxWindowBytes) {
            throw StorageException.limit(
                    where, "zstd frame with a window of " + windowBytes + " bytes, the limit is " + maxWindowBytes);
        }
        if (dictionaryId != 0) {
            throw StorageException.unsupported(where, "zstd frame with dictionary " + dictionaryId);
        }
    }

    private static long windowBytes(int descriptor) {
        long base = 1L << (MIN_WINDOW_LOG + (descriptor >>> 3));
        return base + base / 8 * (descriptor & 7);
    }

    private static long nonNegative(long value, Location where) {
        if (value < 0) {
            throw StorageException.corrupt(where, "a zstd content size below 2^63", Long.toUnsignedString(value));
        }
        return value;
    }
}
