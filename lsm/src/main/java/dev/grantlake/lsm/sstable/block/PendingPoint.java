package dev.grantlake.lsm.sstable.block;

/**
 * A point on its way into a table: one mutable object a writer, so that a million entries allocate nothing. The arrays
 * are the caller's and are not looked at after the call.
 */
public final class PendingPoint {

    /** The user key: {@code keyLength} bytes from {@code keyOffset} on. */
    public byte[] key = new byte[0];

    public int keyOffset;
    public int keyLength;

    /** Sequence number and kind. */
    public long trailer;

    public byte[] value = new byte[0];
    public int valueOffset;
    public int valueLength;

    /** How many bytes the user key has in common with that of the point before; 0 in the first. */
    public int shared;

    /** Whether it has the user key of the point before. */
    public boolean sameKey;

    /** Whether it and the point before are sets of one user key. */
    public boolean setOfSameKey;

    /** Whether no read that sees all of the table can see it. */
    public boolean obsolete;
}
