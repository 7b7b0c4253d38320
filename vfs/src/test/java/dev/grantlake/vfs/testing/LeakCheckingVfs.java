package dev.grantlake.vfs.testing;

import dev.grantlake.base.Bytes;
import dev.grantlake.vfs.ReadableFile;
import dev.grantlake.vfs.Vfs;

import java.util.List;

/**
 * Fails when it is closed while files from it are open, and shows for each of them where it was opened. Also fails when
 * a file is opened from it or read after it was closed. Thread-safe.
 */
public final class LeakCheckingVfs implements Vfs {

    private final Vfs inner;
    private final OpenFiles open = new OpenFiles();
    private volatile boolean closed;

    /** Watches {@code inner}, which is closed with this. */
    public LeakCheckingVfs(Vfs inner) {
        this.inner = inner;
    }

    /** Files opened and not closed. */
    public int openFiles() {
        return open.count();
    }

    /** Fails if files are open. */
    public void requireNothingOpen() {
        open.requireNone(inner.description());
    }

    private void requireOpen() {
        if (closed) {
            throw new AssertionError(inner.description() + " is used after it was closed");
        }
    }

    @Override
    public String description() {
        return inner.description();
    }

    @Override
    public List<String> list() {
        requireOpen();
        return inner.list();
    }

    @Override
    public ReadableFile open(String name) {
        requireOpen();
        CheckedFile file = new CheckedFile(inner.open(name));
        open.opened(file, name);
        return file;
    }

    @Override
    public long size(String name) {
        requireOpen();
        return inner.size(name);
    }

    @Override
    public boolean exists(String name) {
        requireOpen();
        return inner.exists(name);
    }

    @Override
    public void close() {
        closed = true;
        inner.close();
        requireNothingOpen();
    }

    private final class CheckedFile implements ReadableFile {

        private final ReadableFile file;

        CheckedFile(ReadableFile file) {
            this.file = file;
        }

        @Override
        public String description() {
            return file.description();
        }

        @Override
        public long size() {
            return file.size();
        }

        @Override
        public Bytes read(long offset, int length) {
            requireOpen();
            return file.read(offset, length);
        }

        @Override
        public void close() {
            file.close();
            open.closed(this);
        }
    }
}
