package dev.grantlake.vfs.testing;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.vfs.ReadableFile;
import dev.grantlake.vfs.Vfs;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Fails one call to another directory or to a file from it, as a system does: with a {@link StorageException} of kind
 * {@code IO}. Thread-safe. A test goes through all calls:
 *
 * <pre>
 * FaultVfs vfs;
 * long n = 0;
 * do {
 *     vfs = new FaultVfs(…, ++n);
 *     … must succeed, or fail with the fault and leave nothing open
 * } while (vfs.failed());
 * </pre>
 */
public final class FaultVfs implements Vfs {

    private final Vfs inner;
    private final long failing;
    private final AtomicLong calls = new AtomicLong();

    /**
     * Fails the {@code n}-th of all calls of list, open, size, exists and read. {@code inner} is closed with this.
     *
     * @param n counted from 1
     */
    public FaultVfs(Vfs inner, long n) {
        this.inner = inner;
        this.failing = n;
    }

    /** Calls so far. */
    public long calls() {
        return calls.get();
    }

    /** Whether the failing call has come. */
    public boolean failed() {
        return calls.get() >= failing;
    }

    private void call(String place, String operation) {
        if (calls.incrementAndGet() == failing) {
            throw StorageException.io(Location.of(place, "file"), operation, new IOException("injected fault"));
        }
    }

    @Override
    public String description() {
        return inner.description();
    }

    @Override
    public List<String> list() {
        call(description(), "list");
        return inner.list();
    }

    @Override
    public ReadableFile open(String name) {
        call(description() + "/" + name, "open");
        return new FaultyFile(inner.open(name));
    }

    @Override
    public long size(String name) {
        call(description() + "/" + name, "size");
        return inner.size(name);
    }

    @Override
    public boolean exists(String name) {
        call(description() + "/" + name, "exists");
        return inner.exists(name);
    }

    @Override
    public void close() {
        inner.close();
    }

    private final class FaultyFile implements ReadableFile {

        private final ReadableFile file;

        FaultyFile(ReadableFile file) {
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
            call(description(), "read");
            return file.read(offset, length);
        }

        @Override
        public void close() {
            file.close();
        }
    }
}
