package dev.grantlake.vfs.testing;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.vfs.Lease;
import dev.grantlake.vfs.ReadableFile;
import dev.grantlake.vfs.Vfs;
import dev.grantlake.vfs.WritableFile;
import dev.grantlake.vfs.WritableVfs;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Fails one call to another directory or to a file from it, with a {@link StorageException} of kind {@code IO}, and
 * tells what was left open. Counted are all calls that can fail: of the directory, and read, write, reserve, force and
 * close of its files. Used as {@link FaultVfs} is. Thread-safe.
 */
public final class FaultWritableVfs implements WritableVfs {

    /** How a call fails. */
    public enum Fault {
        /** The disk is full: nothing of the call is done, and the next one may succeed. */
        FULL,
        /**
         * The device fails: half of a write is written, and a file or directory that changes or is forced is broken.
         */
        BROKEN
    }

    private final WritableVfs inner;
    private final long failing;
    private final boolean forever;
    private final Fault fault;
    private final AtomicLong calls;
    private final OpenFiles open;
    private volatile boolean broken;

    private FaultWritableVfs(
            WritableVfs inner, long failing, boolean forever, Fault fault, AtomicLong calls, OpenFiles open) {
        this.inner = inner;
        this.failing = failing;
        this.forever = forever;
        this.fault = fault;
        this.calls = calls;
        this.open = open;
    }

    /**
     * Fails the {@code n}-th call. {@code inner} is closed with this.
     *
     * @param n counted from 1
     */
    public static FaultWritableVfs once(WritableVfs inner, long n, Fault fault) {
        return new FaultWritableVfs(inner, n, false, fault, new AtomicLong(), new OpenFiles());
    }

    /** Fails that call and all that follow. */
    public static FaultWritableVfs from(WritableVfs inner, long n, Fault fault) {
        return new FaultWritableVfs(inner, n, true, fault, new AtomicLong(), new OpenFiles());
    }

    /** Another directory on the same disk: its calls are counted and fail together with those of this. */
    public FaultWritableVfs beside(WritableVfs other) {
        return new FaultWritableVfs(other, failing, forever, fault, calls, open);
    }

    /** Calls so far. */
    public long calls() {
        return calls.get();
    }

    /** Whether the failing call has come. */
    public boolean failed() {
        return calls.get() >= failing;
    }

    /** Fails if files or locks are held that were opened or taken through this. */
    public void requireNothingOpen() {
        open.requireNone(description());
    }

    private boolean fails() {
        long call = calls.incrementAndGet();
        return forever ? call >= failing : call == failing;
    }

    private StorageException failure(String place, String operation) {
        String reason = fault == Fault.FULL ? "injected: no space left on device" : "injected: input/output error";
        return StorageException.io(Location.of(place, "file"), operation, new IOException(reason));
    }

    private void call(String place, String operation) {
        if (fails()) {
            throw failure(place, operation);
        }
    }

    private String place(String name) {
        return description() + "/" + name;
    }

    private void change(String place, String operation) {
        requireSound(broken, description());
        call(place, operation);
    }

    private static void requireSound(boolean broken, String place) {
        if (broken) {
            throw new StorageException(
                    StorageException.Kind.IO, Location.of(place, "file"), "cannot be trusted since a fault", null);
        }
    }

    @Override
    public WritableFile createFile(String name) {
        change(place(name), "create");
        FaultyWritableFile file = new FaultyWritableFile(inner.createFile(name));
        open.opened(file, name);
        return file;
    }

    @Override
    public void rename(String from, String to) {
        change(place(from), "rename");
        inner.rename(from, to);
    }

    @Override
    public void delete(String name) {
        change(place(name), "delete");
        inner.delete(name);
    }

    @Override
    public void force() {
        requireSound(broken, description());
        if (fails()) {
            broken = fault == Fault.BROKEN;
            throw failure(description(), "force");
        }
        inner.force();
    }

    @Override
    public void force(String name) {
        change(place(name), "force");
        inner.force(name);
    }

    @Override
    public void linkOrCopy(Vfs source, String from, String to) {
        change(place(to), "link");
        inner.linkOrCopy(source instanceof FaultWritableVfs faulty ? faulty.inner : source, from, to);
    }

    @Override
    public Lease lock(String name) {
        call(place(name), "lock");
        return held(inner.lock(name), name);
    }

    @Override
    public Lease share(String name) {
        call(place(name), "lock");
        return held(inner.share(name), name);
    }

    private Lease held(Lease lease, String name) {
        Lease watched = new Lease() {
            @Override
            public void close() {
                open.closed(this);
                lease.close();
            }
        };
        open.opened(watched, name);
        return watched;
    }

    @Override
    public long freeBytes() {
        call(description(), "free space");
        return inner.freeBytes();
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
        call(place(name), "open");
        FaultyReadableFile file = new FaultyReadableFile(inner.open(name));
        open.opened(file, name);
        return file;
    }

    @Override
    public long size(String name) {
        call(place(name), "size");
        return inner.size(name);
    }

    @Override
    public boolean exists(String name) {
        call(place(name), "exists");
        return inner.exists(name);
    }

    @Override
    public void close() {
        inner.close();
    }

    private final class FaultyReadableFile implements ReadableFile {

        private final ReadableFile file;

        FaultyReadableFile(ReadableFile file) {
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
            open.closed(this);
            file.close();
        }
    }

    private final class FaultyWritableFile implements WritableFile {

        private final WritableFile file;
        private volatile boolean fileBroken;
        private boolean closed;

        FaultyWritableFile(WritableFile file) {
            this.file = file;
        }

        private void requireSound() {
            FaultWritableVfs.requireSound(fileBroken, description());
        }

        private StorageException broken(String operation) {
            fileBroken = fault == Fault.BROKEN;
            return failure(description(), operation);
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
        public void write(byte[] array, int offset, int length) {
            requireSound();
            if (fails()) {
                StorageException failure = broken("write");
                if (fileBroken) {
                    file.write(array, offset, length / 2);
                }
                throw failure;
            }
            file.write(array, offset, length);
        }

        @Override
        public void reserve(long length) {
            requireSound();
            if (fails()) {
                throw broken("reserve");
            }
            file.reserve(length);
        }

        @Override
        public void force() {
            requireSound();
            if (fails()) {
                throw broken("force");
            }
            file.force();
        }

        @Override
        public void close() {
            if (closed) {
                return;
            }
            closed = true;
            open.closed(this);
            file.close();
            if (fails()) {
                throw failure(description(), "close");
            }
        }
    }
}
