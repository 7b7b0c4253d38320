package dev.grantlake.c1z;

import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.vfs.FileSink;

import java.util.Objects;

/** A file of a payload as its producer sees it. */
final class PayloadSink implements FileSink {

    private final String description;
    private final PayloadArea area;
    private final EntryBody body;
    private long size;
    private boolean open = true;

    PayloadSink(String description, PayloadArea area, EntryBody body) {
        this.description = description;
        this.area = area;
        this.body = body;
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void write(byte[] array, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, array.length);
        requireOpen();
        area.guard(() -> body.append(array, offset, length));
        size += length;
    }

    @Override
    public void finish() {
        requireOpen();
        area.guard(body::complete);
        open = false;
    }

    /** Whether it is neither finished nor given up. */
    boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        if (open) {
            open = false;
            body.discard();
        }
    }

    private void requireOpen() {
        if (!open) {
            throw new StorageException(
                    StorageException.Kind.CLOSED, Location.of(description, "file"), "is closed", null);
        }
    }
}
