package dev.grantlake.vfs;

import dev.grantlake.base.Bytes;

/**
 * A file that is mostly read from one end to the other: where a read begins at the end of the one before, more is read
 * than asked for, and the next ones are views of that. Belongs to one thread, unlike other files.
 */
public final class ReadAheadFile implements ReadableFile {

    private final ReadableFile file;
    private final int aheadBytes;
    /** What was read ahead; never changed, since views of it may be kept. */
    private Bytes ahead = Bytes.EMPTY;

    private long aheadOffset;
    /** Where the last read ended. */
    private long next = -1;

    /**
     * Nothing is read yet.
     *
     * @param file belongs to this from now on
     * @param aheadBytes how much is read at once, 1 or more
     */
    public ReadAheadFile(ReadableFile file, int aheadBytes) {
        this.file = file;
        this.aheadBytes = aheadBytes;
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
        boolean inOrder = offset == next;
        ReadableFile.requireInside(file.description(), file.size(), offset, length);
        next = offset + length;
        boolean there = offset >= aheadOffset && next <= aheadOffset + ahead.length();
        if (!there && inOrder && length < aheadBytes) {
            ahead = file.read(offset, (int) Math.min(aheadBytes, file.size() - offset));
            aheadOffset = offset;
            there = true;
        }
        return there ? ahead.slice((int) (offset - aheadOffset), length) : file.read(offset, length);
    }

    @Override
    public void close() {
        ahead = Bytes.EMPTY;
        file.close();
    }
}
