package dev.grantlake.base;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;

import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * Decompresses a stretch of a file as a stream, in memory of the frame's window and two small buffers. Belongs to one
 * thread; whoever opened it closes it.
 *
 * <p>The stretch holds one zstd frame or several, of which some may be skippable, and nothing else. Each head is
 * checked in Java before the library sees it, so the limits hold for every frame, and a frame that passes one is
 * refused before memory for it is allocated.
 */
public final class ZstdReader implements AutoCloseable {

    private static final int CHUNK_BYTES = 128 * 1024;

    /** Where compressed bytes come from: the reading method of a file. */
    @FunctionalInterface
    public interface Source {

        /** Exactly {@code length} bytes from {@code offset} on. */
        Bytes read(long offset, int length);
    }

    /**
     * What decompressing may take.
     *
     * @param maxWindowBytes the largest window of a frame; a single-segment frame counts with its content size
     * @param maxContentBytes the most decoded bytes in all; exactly so many are allowed
     */
    public record Limits(long maxWindowBytes, long maxContentBytes) {}

    private final Source source;
    private final Location where;
    private final long start;
    private final long end;
    private final Limits limits;
    private final ZstdDecompressCtx context;

    private ByteBuffer input = ByteBuffer.allocate(0);
    /** Offset in the source of the next byte that the library has not taken. */
    private long position;

    private long decoded;
    private boolean insideFrame;
    private boolean closed;

    private ZstdReader(Source source, long start, long end, Limits limits, Location where, ZstdDecompressCtx context) {
        this.source = source;
        this.start = start;
        this.end = end;
        this.limits = limits;
        this.where = where;
        this.context = context;
        this.position = start;
    }

    /**
     * A reader of the frames in {@code [start, end)} of {@code source}.
     *
     * @param where where the byte at {@code start} lies
     */
    public static ZstdReader open(Source source, long start, long end, Limits limits, Location where) {
        if (start < 0 || end < start) {
            throw new IllegalArgumentException("range " + start + " to " + end);
        }
        if (start == end) {
            throw StorageException.corrupt(where, "a zstd frame", "nothing");
        }
        ZstdDecompressCtx context = Zstd.newStreamContext(limits.maxWindowBytes());
        return new ZstdReader(source, start, end, limits, where, context);
    }

    /**
     * Decodes the next bytes: at least one and at most {@code length} of them, or none for a {@code length} of 0.
     *
     * @return how many, or -1 after the last one
     * @throws StorageException of kind {@code CORRUPT} if the input is damaged or ends inside a frame,
     *     {@code LIMIT_EXCEEDED} if there is more than the limits allow, {@code CLOSED} after {@link #close}
     */
    public int read(byte[] target, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, target.length);
        requireOpen();
        if (length == 0) {
            return 0;
        }
        long room = limits.maxContentBytes() - decoded;
        if (room <= 0) {
            // At the limit there must be nothing more; one byte beside the target shows whether there is.
            if (decodeSome(new byte[1], 0, 1) < 0) {
                return -1;
            }
            throw StorageException.limit(
                    here(), "more than " + limits.maxContentBytes() + " decoded bytes, which is the limit");
        }
        int count = decodeSome(target, offset, (int) Math.min(length, room));
        decoded += Math.max(0, count);
        return count;
    }

    /**
     * Decodes exactly {@code length} bytes; fewer to come are a {@code CORRUPT} that names {@code what} they were to
     * be.
     */
    public void readExactly(byte[] target, int offset, int length, String what) {
        int done = 0;
        while (done < length) {
            int count = read(target, offset + done, length - done);
            if (count < 0) {
                throw StorageException.corrupt(
                        here(), what + " of " + length + " bytes", "the end after " + done + " of them");
            }
            done += count;
        }
    }

    /** Decoded bytes delivered so far. */
    public long decodedBytes() {
        return decoded;
    }

    /**
     * Offset in the source of the next compressed byte that has not been used: between frames, where the next begins.
     */
    public long position() {
        return position;
    }

    /**
     * Decodes the rest of the present frame and drops it, so that its checksum is verified. What follows the frame is
     * not looked at, so it may be anything. Between frames this does nothing.
     *
     * @throws StorageException of kind {@code LIMIT_EXCEEDED} if the rest has more than {@code maxBytes} decoded bytes,
     *     {@code CORRUPT} if it is damaged or cut
     */
    public void finishFrame(long maxBytes) {
        requireOpen();
        byte[] dropped = new byte[CHUNK_BYTES];
        long count = 0;
        while (insideFrame) {
            count += decodeStep(dropped, 0, dropped.length);
            if (count > maxBytes) {
                throw StorageException.limit(here(), "more than " + maxBytes + " bytes in the rest of a zstd frame");
            }
        }
    }

    /** Gives back the library's memory; a second call does nothing. The source stays open. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            context.close();
        }
    }

    private int decodeSome(byte[] target, int offset, int length) {
        while (insideFrame || startFrame()) {
            int count = decodeStep(target, offset, length);
            if (count > 0) {
                return count;
            }
        }
        return -1;
    }

    /** One call of the library inside a frame; what it decodes may be nothing. */
    private int decodeStep(byte[] target, int offset, int length) {
        if (!input.hasRemaining() && position < end) {
            refill();
        }
        ByteBuffer output = ByteBuffer.wrap(target, offset, length);
        // Without input this asks for what the library still holds back.
        step(output);
        int count = output.position() - offset;
        if (count == 0 && insideFrame && position == end) {
            throw StorageException.corrupt(here(), "the rest of a zstd frame", "the end of the input");
        }
        return count;
    }

    /** Passes over skippable frames and checks the head of the next one; false at the end of the input. */
    private boolean startFrame() {
        while (position < end) {
            if (input.remaining() < ZstdFrameHeader.MAX_BYTES) {
                refill();
            }
            Bytes head = Bytes.wrap(input.array(), input.arrayOffset() + input.position(), input.remaining());
            ZstdFrameHeader header = ZstdFrameHeader.parse(head, here());
            header.requireDecodable(limits.maxWindowBytes(), here());
            if (!header.skippable()) {
                if (header.contentBytes() > limits.maxContentBytes() - decoded) {
                    throw StorageException.limit(
                            here(),
                            "zstd frame of " + header.contentBytes() + " decoded bytes after " + decoded
                                    + ", the limit is " + limits.maxContentBytes());
                }
                insideFrame = true;
                return true;
            }
            long length = header.bytes() + header.skippableBytes();
            if (length > end - position) {
                throw StorageException.corrupt(
                        here(), "a skippable zstd frame of " + length + " bytes", "only " + (end - position));
            }
            position += length;
            input.position(input.limit());
        }
        return false;
    }

    private void step(ByteBuffer output) {
        int before = input.remaining();
        try {
            insideFrame = !context.decompressByteBufferStream(output, input);
        } catch (ZstdException e) {
            throw Zstd.failure(e, here());
        }
        position += before - input.remaining();
    }

    private void refill() {
        Bytes chunk = source.read(position, (int) Math.min(CHUNK_BYTES, end - position));
        input = ByteBuffer.wrap(chunk.array(), chunk.offset(), chunk.length());
    }

    private Location here() {
        return where.plus(position - start);
    }

    private void requireOpen() {
        if (closed) {
            throw new StorageException(StorageException.Kind.CLOSED, where, "the zstd reader is closed", null);
        }
    }
}
