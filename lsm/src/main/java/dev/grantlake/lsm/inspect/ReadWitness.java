package dev.grantlake.lsm.inspect;

import dev.grantlake.base.Bytes;
import dev.grantlake.vfs.ReadableFile;

/**
 * A file that remembers where it was read last. Behind a table without a cache that is the data block of the entry that
 * a cursor has moved to. Belongs to one thread.
 */
final class ReadWitness implements ReadableFile {

    private final ReadableFile file;
    private long lastOffset = -1;
    private long reads;

    /** A witness of reads from {@code file}, which now belongs to it. */
    ReadWitness(ReadableFile file) {
        this.file = file;
    }

    /** Where the last read began, or -1 before the first. */
    long lastOffset() {
        return lastOffset;
    }

    /** How often it was read. */
    long reads() {
        return reads;
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
        lastOffset = offset;
        reads++;
        return file.read(offset, length);
    }

    @Override
    public void close() {
        file.close();
    }
}
