package dev.grantlake.lsm.sstable.rowblk;

/**
 * What the entries of a row data block carry besides key and value, which grew from format to format.
 *
 * @param valuePrefix whether the value of a set begins with a byte whose top two bits say where the value is: 0 behind
 *     the byte; anything else elsewhere, and a handle follows
 * @param obsoleteBit whether bit 6 of a key's kind marks an entry that a newer one hides; not followed here
 */
public record RowPoints(boolean valuePrefix, boolean obsoleteBit) {

    static final int PREFIX_BYTES = 1;

    private static final int PLACE_MASK = 0xc0;
    private static final long OBSOLETE = 0x40;

    /** A trailer without the obsolete bit. */
    long trailer(long stored) {
        return obsoleteBit ? stored & ~OBSOLETE : stored;
    }

    /** Whether an entry is marked as obsolete. */
    boolean isObsolete(long stored) {
        return obsoleteBit && (stored & OBSOLETE) != 0;
    }

    /** Whether a value with this prefix byte lies elsewhere. */
    static boolean isElsewhere(byte prefix) {
        return (prefix & PLACE_MASK) != 0;
    }
}
