package dev.grantlake.lake.directory;

/** What the directory has for a key, as one number: the address of its row, and whether that is a tombstone. */
public final class DirectoryEntry {

    /** There is no row. Looks like a tombstone, so that who asks for values has one case less. */
    public static final long ABSENT = -1;

    private static final long TOMBSTONE = Long.MIN_VALUE;

    private DirectoryEntry() {}

    public static long of(long address, boolean tombstone) {
        return tombstone ? address | TOMBSTONE : address;
    }

    public static boolean tombstone(long entry) {
        return entry < 0;
    }

    public static long address(long entry) {
        return entry & ~TOMBSTONE;
    }
}
