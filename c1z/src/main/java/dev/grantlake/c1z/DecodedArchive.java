package dev.grantlake.c1z;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.ReadMetrics;
import dev.grantlake.base.ZstdReader;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * The tar archive out of one zstd stream, decoded as far as somebody asks for it: into memory, and once it outgrows
 * that, into a temporary file. While it grows it belongs to one thread; {@link #finish} makes it thread-safe.
 */
final class DecodedArchive implements Archive, ByteSource, AutoCloseable {

    private static final int CHUNK = 64 << 10;

    /** What may follow the end of an archive inside its stream: writers fill up their last record with zeros. */
    private static final int MAX_PADDING = 1 << 20;

    private final ZstdReader stream;
    private final int maxHeapBytes;
    private final Spool spool;
    private final ReadMetrics metrics;

    /** What is decoded on its way to the spool. */
    private final byte[] spoolBuffer = new byte[CHUNK];

    /** What is decoded so far, all full but the last; null once it has gone to the spool. */
    private @Nullable List<byte[]> chunks = new ArrayList<>();

    private long size;
    private boolean ended;

    /**
     * An archive that comes out of {@code stream}, which now belongs to it.
     *
     * @param spool used by nothing else
     */
    DecodedArchive(ZstdReader stream, int maxHeapBytes, Spool spool, ReadMetrics metrics) {
        this.stream = stream;
        this.maxHeapBytes = maxHeapBytes;
        this.spool = spool;
        this.metrics = metrics;
    }

    @Override
    public boolean reaches(long end) {
        while (size < end && !ended) {
            decodeMore();
        }
        return size >= end;
    }

    private void decodeMore() {
        if (chunks != null && size % CHUNK == 0 && size + CHUNK > maxHeapBytes) {
            moveToSpool(chunks);
            chunks = null;
        }
        int used = (int) (size % CHUNK);
        byte[] chunk = chunks == null ? spoolBuffer : chunkInMemory(chunks, used);
        int count = stream.read(chunk, used, CHUNK - used);
        if (count < 0) {
            ended = true;
            return;
        }
        if (chunks == null) {
            spool.write(size, chunk, used, count);
            metrics.spooled(count);
        }
        size += count;
    }

    private static byte[] chunkInMemory(List<byte[]> chunks, int used) {
        if (used == 0) {
            chunks.add(new byte[CHUNK]);
        }
        return chunks.get(chunks.size() - 1);
    }

    private void moveToSpool(List<byte[]> chunks) {
        for (int i = 0; i < chunks.size(); i++) {
            long at = (long) i * CHUNK;
            spool.write(at, chunks.get(i), 0, (int) Math.min(CHUNK, size - at));
        }
        metrics.spooled(size);
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public Bytes read(long offset, int length) {
        return chunks == null ? spool.read(offset, length) : readMemory(chunks, offset, length);
    }

    private static Bytes readMemory(List<byte[]> chunks, long offset, int length) {
        int index = (int) (offset / CHUNK);
        int from = (int) (offset % CHUNK);
        if (from + length <= CHUNK) {
            return Bytes.wrap(chunks.get(index), from, length);
        }
        byte[] joined = new byte[length];
        int done = 0;
        while (done < length) {
            int count = Math.min(length - done, CHUNK - from);
            System.arraycopy(chunks.get(index++), from, joined, done, count);
            done += count;
            from = 0;
        }
        return Bytes.wrap(joined);
    }

    /**
     * Ends the decoding once the archive is known to be {@code end} bytes long. Behind it the zstd frame may hold some
     * padding, which is dropped; a damaged end of the frame is an error.
     *
     * @return where the frame ends, in the offsets of its source
     */
    long finish(long end) {
        stream.finishFrame(Math.max(0, end + MAX_PADDING - size));
        long frameEnd = stream.position();
        metrics.frameDecoded(size);
        close();
        return frameEnd;
    }

    /** Gives back the decoder; what is decoded stays. */
    @Override
    public void close() {
        stream.close();
    }
}
