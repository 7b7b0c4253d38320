package dev.grantlake.vfs.testing;

import dev.grantlake.base.Bytes;
import dev.grantlake.vfs.ReadableFile;
import dev.grantlake.vfs.Vfs;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Fails when it is closed while files from it are open, and shows for each of them where it was opened. Also fails when
 * a file is opened from it or read after it was closed. Thread-safe.
 */
public final class LeakCheckingVfs implements Vfs {

    private final Vfs inner;
    private final Map<CheckedFile, Opened> open = new LinkedHashMap<>();
    private boolean closed;

    /** The stack of an open. */
    static final class Opened extends Exception {

        private static final long serialVersionUID = 1L;

        Opened(String file) {
            super(file + " was opened here");
        }
    }

    /** Watches {@code inner}, which is closed with this. */
    public LeakCheckingVfs(Vfs inner) {
        this.inner = inner;
    }

    /** Files opened and not closed. */
    public synchronized int openFiles() {
        return open.size();
    }

    /** Fails if files are open. */
    public synchronized void requireNothingOpen() {
        if (!open.isEmpty()) {
            AssertionError leak = new AssertionError(open.size() + " files of " + inner.description() + " are open");
            open.values().forEach(leak::addSuppressed);
            throw leak;
        }
    }

    private synchronized void requireOpen() {
        if (closed) {
            throw new AssertionError(inner.description() + " is used after it was closed");
        }
    }

    private synchronized void opened(CheckedFile file, Opened stack) {
        open.put(file, stack);
    }

    private synchronized void closed(CheckedFile file) {
        open.remove(file);
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
        opened(file, new Opened(name));
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
        synchronized (this) {
            closed = true;
        }
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
            closed(this);
        }
    }
}
