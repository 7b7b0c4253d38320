package dev.grantlake.lsm.wal;

import dev.grantlake.vfs.FileOutput;

/** Collects what goes to a file, so that many small pieces become one write. Belongs to one thread at a time. */
final class LogBuffer implements FileOutput {

    private final FileOutput file;
    private final byte[] buffer;
    private int filled;

    LogBuffer(FileOutput file, int capacity) {
        this.file = file;
        this.buffer = new byte[capacity];
    }

    @Override
    public String description() {
        return file.description();
    }

    /** What is still collected included. */
    @Override
    public long size() {
        return file.size() + filled;
    }

    @Override
    public void write(byte[] array, int offset, int length) {
        if (length > buffer.length - filled) {
            flush();
        }
        if (length > buffer.length) {
            file.write(array, offset, length);
        } else {
            System.arraycopy(array, offset, buffer, filled, length);
            filled += length;
        }
    }

    /** Writes what is collected. */
    void flush() {
        if (filled > 0) {
            file.write(buffer, 0, filled);
            filled = 0;
        }
    }
}
