package dev.grantlake.cli.load;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.base.ZstdReader;
import dev.grantlake.store.OpenOptions;
import dev.grantlake.vfs.ScratchFile;
import org.jspecify.annotations.Nullable;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/**
 * A stream of text to import: a file or stdin, unpacked if it is gzip or zstd. What it is, its first bytes tell.
 * Whoever opens it closes it.
 *
 * <p>Implementation note. The reader of zstd wants to know where its input ends, so stdin goes to a scratch file first,
 * as it comes.
 */
public final class Source implements AutoCloseable {

    private static final String STDIN = "-";
    private static final int BUFFER_BYTES = 1 << 16;
    private static final byte[] GZIP = {0x1f, (byte) 0x8b};
    private static final byte[] ZSTD = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd};
    private static final byte[] C1Z = {'C', '1', 'Z'};
    private static final long MAX_WINDOW_BYTES = 128L << 20;

    private final String name;
    private final InputStream in;

    private Source(String name, InputStream in) {
        this.name = name;
        this.in = in;
    }

    /**
     * Opens a file, or {@code stdin} for {@code -}.
     *
     * @throws StorageException of kind {@code NOT_FOUND} without such a file, {@code UNSUPPORTED} for a file that
     *     another command reads
     */
    public static Source open(String path, InputStream stdin) {
        String name = path.equals(STDIN) ? "stdin" : path;
        @Nullable InputStream opened = null;
        try {
            opened = new BufferedInputStream(
                    path.equals(STDIN) ? stdin : Files.newInputStream(Path.of(path)), BUFFER_BYTES);
            byte[] head = peek(opened);
            if (startsWith(head, C1Z)) {
                throw StorageException.unsupported(
                        Location.of(name, "header"), "a .c1z file; copy reads it, import reads dump lines and CSV");
            }
            if (startsWith(head, GZIP)) {
                opened = new BufferedInputStream(new GZIPInputStream(opened, BUFFER_BYTES), BUFFER_BYTES);
            } else if (startsWith(head, ZSTD)) {
                opened = new BufferedInputStream(zstd(path, name, opened), BUFFER_BYTES);
            }
            return new Source(name, opened);
        } catch (NoSuchFileException e) {
            throw new StorageException(StorageException.Kind.NOT_FOUND, null, name + ": no such file", e);
        } catch (IOException e) {
            close(opened, e);
            throw StorageException.io(Location.of(name, "file"), "cannot read", e);
        } catch (RuntimeException e) {
            close(opened, e);
            throw e;
        }
    }

    /** A source that is open already, as it stands. */
    static Source of(String name, InputStream in) {
        return new Source(name, new BufferedInputStream(in, BUFFER_BYTES));
    }

    private static void close(@Nullable InputStream opened, Exception after) {
        if (opened != null) {
            try {
                opened.close();
            } catch (IOException e) {
                after.addSuppressed(e);
            }
        }
    }

    /** What the source is called in messages. */
    public String name() {
        return name;
    }

    InputStream stream() {
        return in;
    }

    /** The first bytes, up to four; they are read again. */
    byte[] peek() {
        try {
            return peek(in);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Reads on; -1 at the end. */
    int read(byte[] target) {
        try {
            return in.read(target);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private StorageException failed(IOException e) {
        return StorageException.io(Location.of(name, "text"), "cannot read", e);
    }

    private static byte[] peek(InputStream in) throws IOException {
        in.mark(ZSTD.length);
        byte[] head = in.readNBytes(ZSTD.length);
        in.reset();
        return head;
    }

    private static boolean startsWith(byte[] head, byte[] magic) {
        return head.length >= magic.length && Arrays.equals(head, 0, magic.length, magic, 0, magic.length);
    }

    private static InputStream zstd(String path, String name, InputStream packed) throws IOException {
        if (path.equals(STDIN)) {
            ScratchFile scratch = ScratchFile.create(OpenOptions.defaults().temporaryFolder());
            try {
                byte[] chunk = new byte[BUFFER_BYTES];
                for (int count = packed.read(chunk); count >= 0; count = packed.read(chunk)) {
                    scratch.append(Bytes.wrap(chunk, 0, count));
                }
                return unpacked(zstd(scratch::read, scratch.size(), name), scratch::close);
            } catch (IOException | RuntimeException e) {
                scratch.close();
                throw e;
            }
        }
        packed.close();
        FileChannel channel = FileChannel.open(Path.of(path), StandardOpenOption.READ);
        return unpacked(zstd((offset, length) -> read(channel, offset, length, name), channel.size(), name), channel);
    }

    private static ZstdReader zstd(ZstdReader.Source source, long size, String name) {
        return ZstdReader.open(
                source, 0, size, new ZstdReader.Limits(MAX_WINDOW_BYTES, Long.MAX_VALUE), Location.of(name, "zstd"));
    }

    private static InputStream unpacked(ZstdReader reader, Closeable source) {
        return new InputStream() {
            @Override
            public int read() {
                byte[] one = new byte[1];
                return reader.read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] target, int offset, int length) {
                return reader.read(target, offset, length);
            }

            @Override
            public void close() throws IOException {
                reader.close();
                source.close();
            }
        };
    }

    private static Bytes read(FileChannel channel, long offset, int length, String name) {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        try {
            int count;
            do {
                count = channel.read(buffer, offset + buffer.position());
            } while (count >= 0 && buffer.hasRemaining());
        } catch (IOException e) {
            throw StorageException.io(Location.of(name, "file"), "cannot read", e);
        }
        if (buffer.hasRemaining()) {
            throw StorageException.corrupt(Location.of(name, "file"), "its full length", "that it has become shorter");
        }
        return Bytes.wrap(buffer.array());
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
