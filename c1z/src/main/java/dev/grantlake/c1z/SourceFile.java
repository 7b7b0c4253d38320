package dev.grantlake.c1z;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.ReadMetrics;
import dev.grantlake.base.StorageException;
import dev.grantlake.vfs.ReadableFile;
import dev.grantlake.vfs.Vfs;

/**
 * The file that a container is. Its first {@value #WINDOW} bytes are read at once when it is opened: they hold the head
 * of almost every file, and of a small file everything. All other reads go to the file and are counted.
 */
final class SourceFile implements ByteSource, AutoCloseable {

    /** Go's heads are about 23 KB, nearly all of it the descriptors. */
    static final int WINDOW = 32 << 10;

    private final ReadableFile file;
    private final ReadMetrics metrics;
    private final Bytes window;

    private SourceFile(ReadableFile file, ReadMetrics metrics) {
        this.file = file;
        this.metrics = metrics;
        this.window = readFile(0, (int) Math.min(WINDOW, file.size()));
    }

    /** Opens {@code name} and holds it until {@link #close}. */
    static SourceFile open(Vfs vfs, String name, ReadMetrics metrics) {
        ReadableFile file = vfs.open(name);
        try {
            return new SourceFile(file, metrics);
        } catch (RuntimeException | Error e) {
            try {
                file.close();
            } catch (RuntimeException onClose) {
                e.addSuppressed(onClose);
            }
            throw e;
        }
    }

    /** The file as messages name it. */
    String description() {
        return file.description();
    }

    Location at(long offset, String part) {
        return new Location(file.description(), offset, part);
    }

    @Override
    public long size() {
        return file.size();
    }

    @Override
    public Bytes read(long offset, int length) {
        if (offset + length <= window.length()) {
            return window.slice((int) offset, length);
        }
        return readFile(offset, length);
    }

    /** As {@link #read}, for a {@code part} that may reach beyond the end of the file, which is then corrupt. */
    Bytes readPart(long offset, int length, String part) {
        if (length > size() - offset) {
            throw StorageException.corrupt(
                    at(offset, part), length + " bytes", "the end of the file after " + Math.max(0, size() - offset));
        }
        return read(offset, length);
    }

    private Bytes readFile(long offset, int length) {
        if (length == 0) {
            return Bytes.EMPTY;
        }
        Bytes bytes = file.read(offset, length);
        metrics.fileRead(length);
        return bytes;
    }

    @Override
    public void close() {
        file.close();
    }
}
