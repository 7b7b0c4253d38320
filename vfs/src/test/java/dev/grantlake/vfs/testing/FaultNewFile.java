package dev.grantlake.vfs.testing;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.vfs.NewFile;

import java.io.IOException;

/**
 * Fails one call to another new file, as a full disk or a torn connection does: with a {@link StorageException} of kind
 * {@code IO}. Of a write that fails, half is written. Used as {@link FaultVfs} is. Belongs to one thread.
 */
public final class FaultNewFile implements NewFile {

    private final NewFile inner;
    private final long failing;
    private final boolean forever;
    private long calls;

    private FaultNewFile(NewFile inner, long failing, boolean forever) {
        this.inner = inner;
        this.failing = failing;
        this.forever = forever;
    }

    /** Fails the {@code n}-th call of write, read, truncate and commit, counted from 1. */
    public static FaultNewFile once(NewFile inner, long n) {
        return new FaultNewFile(inner, n, false);
    }

    /** Fails that call and all that follow. */
    public static FaultNewFile from(NewFile inner, long n) {
        return new FaultNewFile(inner, n, true);
    }

    /** Whether the failing call has come. */
    public boolean failed() {
        return calls >= failing;
    }

    private boolean fails() {
        calls++;
        return forever ? calls >= failing : calls == failing;
    }

    private void call(String operation) {
        if (fails()) {
            throw fault(operation);
        }
    }

    private StorageException fault(String operation) {
        return StorageException.io(Location.of(description(), "file"), operation, new IOException("injected fault"));
    }

    @Override
    public String description() {
        return inner.description();
    }

    @Override
    public long size() {
        return inner.size();
    }

    @Override
    public void write(long position, byte[] array, int offset, int length) {
        if (fails()) {
            inner.write(position, array, offset, length / 2);
            throw fault("write");
        }
        inner.write(position, array, offset, length);
    }

    @Override
    public Bytes read(long position, int length) {
        call("read");
        return inner.read(position, length);
    }

    @Override
    public void truncate(long size) {
        call("truncate");
        inner.truncate(size);
    }

    @Override
    public void commit() {
        call("commit");
        inner.commit();
    }

    @Override
    public void close() {
        inner.close();
    }
}
