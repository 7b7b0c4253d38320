package dev.grantlake.base;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;

import java.util.Arrays;
import java.util.Objects;

/**
 * The one adapter to the zstd library: whole frames in arrays here, streams in {@link ZstdReader} and
 * {@link ZstdWriter}. Thread-safe. The native library is loaded by the first call that compresses or decompresses.
 *
 * <p>Implementation note. The heads of all frames and blocks are walked in Java first. That costs some nanoseconds per
 * 128 KiB and settles, before anything is allocated, that the input is whole, that no window is too large, that nothing
 * but zstd follows (the library would also decode older formats), and that the frames can reach the length asked for.
 */
public final class Zstd {

    /** The strongest level whose window stays at 8 MiB, which every reader of our files grants. */
    public static final int MAX_LEVEL = 19;

    private static final int MAX_BLOCK_BYTES = 128 * 1024;
    private static final int CHECKSUM_BYTES = 4;
    private static final int WINDOW_LOG_MIN = 10;
    private static final int WINDOW_LOG_MAX = 31;

    private static final ContextPool<ZstdDecompressCtx> DECOMPRESSORS =
            new ContextPool<>(ZstdDecompressCtx::new, ZstdDecompressCtx::close);
    private static final ContextPool<ZstdCompressCtx> COMPRESSORS =
            new ContextPool<>(Zstd::compressor, ZstdCompressCtx::close);

    private Zstd() {}

    /**
     * Decompresses what must be exactly {@code length} bytes into a fresh array.
     *
     * @param frames one zstd frame, or several of which some may be skippable, and nothing else
     * @param length the decoded length; the caller has bounded it
     * @param maxWindowBytes the largest window to accept; a single-segment frame counts with its content size
     * @param where where {@code frames} lies
     * @throws StorageException of kind {@code CORRUPT} if the frames are damaged or of another length,
     *     {@code LIMIT_EXCEEDED} if a window is too large, {@code UNSUPPORTED} if a dictionary is needed
     */
    public static byte[] decompress(Bytes frames, int length, long maxWindowBytes, Location where) {
        checkShape(frames, length, maxWindowBytes, where);
        byte[] target = new byte[length];
        decompressChecked(frames, target, 0, length, where);
        return target;
    }

    /**
     * The same into a stretch of {@code target}. If it fails, what the stretch holds is undefined; the rest of
     * {@code target} is never touched.
     */
    public static void decompress(
            Bytes frames, byte[] target, int offset, int length, long maxWindowBytes, Location where) {
        Objects.checkFromIndexSize(offset, length, target.length);
        checkShape(frames, length, maxWindowBytes, where);
        decompressChecked(frames, target, offset, length, where);
    }

    /**
     * Compresses into one frame with content size and checksum; the same library gives the same bytes for the same
     * input.
     *
     * @param level 1, the fastest, to {@link #MAX_LEVEL}; 3 is what the library takes for usual
     */
    public static byte[] compress(Bytes raw, int level) {
        return compress(raw, level, true);
    }

    /** The same without a checksum inside, for what carries one outside: the blocks of a table. */
    public static byte[] compressUnchecked(Bytes raw, int level) {
        return compress(raw, level, false);
    }

    private static byte[] compress(Bytes raw, int level, boolean checksum) {
        requireLevel(level);
        long bound = compressBound(raw.length());
        if (bound > ByteSink.MAX_SIZE) {
            throw new StorageException(
                    StorageException.Kind.LIMIT_EXCEEDED, raw.length() + " bytes are too many for one zstd frame");
        }
        byte[] room = new byte[(int) bound];
        ZstdCompressCtx context = COMPRESSORS.borrow();
        try {
            context.setLevel(level).setChecksum(checksum);
            int length = context.compressByteArray(room, 0, room.length, raw.array(), raw.offset(), raw.length());
            COMPRESSORS.giveBack(context);
            return Arrays.copyOf(room, length);
        } catch (ZstdException e) {
            context.close();
            throw notCompressed(e);
        }
    }

    static void requireLevel(int level) {
        if (level < 1 || level > MAX_LEVEL) {
            throw new IllegalArgumentException("zstd level " + level);
        }
    }

    /** Compressing fails only for want of memory outside of the heap. */
    static StorageException notCompressed(ZstdException e) {
        return new StorageException(
                StorageException.Kind.UNAVAILABLE, null, "zstd cannot compress: " + e.getMessage(), e);
    }

    /** The damage or refusal that the library reports at {@code where}. */
    static StorageException failure(ZstdException e, Location where) {
        boolean memory = e.getErrorCode() == com.github.luben.zstd.Zstd.errMemoryAllocation()
                || e.getErrorCode() == com.github.luben.zstd.Zstd.errFrameParameterWindowTooLarge();
        return new StorageException(
                memory ? StorageException.Kind.LIMIT_EXCEEDED : StorageException.Kind.CORRUPT,
                where,
                "zstd: " + e.getMessage(),
                e);
    }

    /** A context of its own for one stream: its window would be too much to keep in a pool. */
    static ZstdDecompressCtx newStreamContext(long maxWindowBytes) {
        return ContextPool.make(ZstdDecompressCtx::new).setLongMax(windowLog(maxWindowBytes));
    }

    /** The library's form of a limit: a power of two that is not below it. */
    private static int windowLog(long maxWindowBytes) {
        int log = Long.SIZE - Long.numberOfLeadingZeros(Math.max(1, maxWindowBytes) - 1);
        return Math.max(WINDOW_LOG_MIN, Math.min(WINDOW_LOG_MAX, log));
    }

    private static void decompressChecked(Bytes frames, byte[] target, int offset, int length, Location where) {
        ZstdDecompressCtx context = DECOMPRESSORS.borrow();
        int decoded;
        try {
            decoded = context.decompressByteArray(
                    target, offset, length, frames.array(), frames.offset(), frames.length());
        } catch (ZstdException e) {
            context.close();
            throw failure(e, where);
        }
        DECOMPRESSORS.giveBack(context);
        if (decoded != length) {
            throw StorageException.corrupt(where, length + " decoded bytes", "zstd frames of " + decoded);
        }
    }

    /** Walks over all frames; see the implementation note. */
    private static void checkShape(Bytes frames, int length, long maxWindowBytes, Location where) {
        if (frames.isEmpty()) {
            throw StorageException.corrupt(where, "a zstd frame", "nothing");
        }
        ByteReader reader = new ByteReader(frames, where);
        long reachable = 0;
        while (!reader.atEnd()) {
            Location here = reader.here();
            ZstdFrameHeader header = ZstdFrameHeader.parse(frames.from(reader.position()), here);
            header.requireDecodable(maxWindowBytes, here);
            reader.skip(header.bytes(), "a zstd header");
            if (header.skippable()) {
                reader.skip((int) Math.min(Integer.MAX_VALUE, header.skippableBytes()), "a skippable zstd frame");
                continue;
            }
            long blocks = skipBlocks(reader);
            if (header.checksum()) {
                reader.skip(CHECKSUM_BYTES, "a zstd checksum");
            }
            if (header.contentBytes() > blocks) {
                throw StorageException.corrupt(
                        here, "zstd blocks of " + header.contentBytes() + " bytes", "blocks of at most " + blocks);
            }
            reachable += header.contentBytes() == ZstdFrameHeader.UNKNOWN ? blocks : header.contentBytes();
        }
        if (reachable < length) {
            throw StorageException.corrupt(where, length + " decoded bytes", "zstd frames of at most " + reachable);
        }
    }

    /**
     * Passes over the blocks of a frame and returns how many bytes they can decode to at most. A block is three bytes,
     * little-endian, and its content: bit 0 marks the last block; bits 2-1 are the type (0 raw, 1 one byte that is
     * repeated, 2 compressed); the rest is the size, for type 1 of what it decodes to.
     */
    private static long skipBlocks(ByteReader reader) {
        long reachable = 0;
        while (true) {
            Location here = reader.here();
            int head = reader.readUnsignedByte() | reader.readUnsignedShortLe() << 8;
            int size = head >>> 3;
            switch (head >>> 1 & 3) {
                case 0 -> {
                    reachable += size;
                    reader.skip(size, "a raw zstd block");
                }
                case 1 -> {
                    reachable += size;
                    reader.skip(1, "a repeating zstd block");
                }
                case 2 -> {
                    reachable += MAX_BLOCK_BYTES;
                    reader.skip(size, "a compressed zstd block");
                }
                default -> throw StorageException.corrupt(here, "a zstd block of type 0 to 2", "type 3");
            }
            if ((head & 1) != 0) {
                return reachable;
            }
        }
    }

    /** Worst-case frame size for {@code length} bytes: what the library's own formula gives, without loading it. */
    private static long compressBound(int length) {
        long small = length < MAX_BLOCK_BYTES ? (MAX_BLOCK_BYTES - length) >>> 11 : 0;
        return (long) length + (length >>> 8) + small + CHECKSUM_BYTES;
    }

    private static ZstdCompressCtx compressor() {
        return new ZstdCompressCtx().setContentSize(true);
    }
}
