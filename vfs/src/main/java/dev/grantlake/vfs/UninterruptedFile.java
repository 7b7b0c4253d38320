package dev.grantlake.vfs;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file of the operating system that an interrupt does not touch.
 *
 * <p>Implementation note. An interrupt closes a {@link java.nio.channels.FileChannel} under its owner's hands, and what
 * a force has done by then is unknown for good. A {@link RandomAccessFile} is safe from that, but cannot force without
 * the times and the length; an asynchronous channel can, in the calling thread. Both are of one file, and a force is of
 * the file, not of the descriptor. Linux tells an error of its own writing back to every descriptor that was open then,
 * so that of the force is opened before the first write.
 */
final class UninterruptedFile implements RawFile {

    /** A larger write takes memory of its size outside of the heap. */
    private static final int CHUNK_BYTES = 1 << 20;

    private final RandomAccessFile file;
    private final AsynchronousFileChannel forced;

    private UninterruptedFile(RandomAccessFile file, AsynchronousFileChannel forced) {
        this.file = file;
        this.forced = forced;
    }

    /** A new file; fails if there is one. */
    static UninterruptedFile create(Path path) throws IOException {
        AsynchronousFileChannel forced =
                AsynchronousFileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            return new UninterruptedFile(new RandomAccessFile(path.toFile(), "rw"), forced);
        } catch (IOException | RuntimeException e) {
            try (forced) {
                Files.deleteIfExists(path);
                throw e;
            }
        }
    }

    /**
     * Puts on disk what is written to a file that is there. Linux also tells errors of earlier writing back here,
     * unless somebody was told before.
     */
    static void force(Path path) throws IOException {
        try (AsynchronousFileChannel channel = AsynchronousFileChannel.open(path, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    @Override
    public void write(long position, byte[] array, int offset, int length) throws IOException {
        file.seek(position);
        for (int done = 0; done < length; done += CHUNK_BYTES) {
            file.write(array, offset + done, Math.min(CHUNK_BYTES, length - done));
        }
    }

    @Override
    public void truncate(long length) throws IOException {
        file.setLength(length);
    }

    @Override
    public void force(boolean length) throws IOException {
        forced.force(length);
    }

    @Override
    public void close() throws IOException {
        try (forced) {
            file.close();
        }
    }
}
