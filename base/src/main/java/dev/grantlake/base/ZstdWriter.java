package dev.grantlake.base;

import com.github.luben.zstd.EndDirective;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdException;

import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * Compresses a stream of any length into one zstd frame with a checksum, in memory of the level's window (at most 8
 * MiB), its tables and two small buffers. The frame does not say its content size. The same library gives the same
 * bytes for the same content and level, however the content is cut into calls. Belongs to one thread; whoever opened it
 * closes it.
 */
public final class ZstdWriter implements AutoCloseable {

    private static final int CHUNK_BYTES = 128 * 1024;

    /** Where compressed bytes go: the writing method of a file. */
    @FunctionalInterface
    public interface Target {

        /** Takes {@code length} bytes; the array is reused afterwards. */
        void write(byte[] array, int offset, int length);
    }

    private final Target target;
    private final ZstdCompressCtx context;
    private final ByteBuffer input = ByteBuffer.allocateDirect(CHUNK_BYTES);
    private final ByteBuffer output = ByteBuffer.allocateDirect(CHUNK_BYTES);
    private final byte[] chunk = new byte[CHUNK_BYTES];
    private boolean finished;
    private boolean closed;

    private ZstdWriter(Target target, ZstdCompressCtx context) {
        this.target = target;
        this.context = context;
    }

    /**
     * A writer of one frame to {@code target}.
     *
     * @param level 1, the fastest, to {@link Zstd#MAX_LEVEL}
     */
    public static ZstdWriter open(int level, Target target) {
        Zstd.requireLevel(level);
        return new ZstdWriter(
                target, ContextPool.make(ZstdCompressCtx::new).setLevel(level).setChecksum(true));
    }

    /** Compresses {@code length} more bytes. */
    public void write(byte[] array, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, array.length);
        requireOpen();
        int done = 0;
        while (done < length) {
            int taken = Math.min(length - done, input.remaining());
            input.put(array, offset + done, taken);
            done += taken;
            if (!input.hasRemaining()) {
                step(EndDirective.CONTINUE);
            }
        }
    }

    /** Ends the frame; the target has all of it when this returns. */
    public void finish() {
        requireOpen();
        finished = true;
        step(EndDirective.END);
    }

    /** Gives back the library's memory; a frame that is not finished stays cut. A second call does nothing. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            context.close();
        }
    }

    /** Hands over what has gathered, until it is taken whole and, at the end, until nothing is held back. */
    private void step(EndDirective directive) {
        input.flip();
        boolean flushed;
        do {
            try {
                flushed = context.compressDirectByteBufferStream(output, input, directive);
            } catch (ZstdException e) {
                throw Zstd.notCompressed(e);
            }
            drain();
        } while (input.hasRemaining() || (directive == EndDirective.END && !flushed));
        input.clear();
    }

    private void drain() {
        output.flip();
        int length = output.remaining();
        if (length > 0) {
            output.get(chunk, 0, length);
            target.write(chunk, 0, length);
        }
        output.clear();
    }

    private void requireOpen() {
        if (closed || finished) {
            throw new StorageException(StorageException.Kind.CLOSED, "the zstd writer is closed");
        }
    }
}
