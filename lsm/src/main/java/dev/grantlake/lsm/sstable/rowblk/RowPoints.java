package dev.grantlake.lsm.sstable.rowblk;

/**
 * What the entries of a row data block carry besides key and value, which grew from format to format.
 *
 * @param valuePrefix whether the value of a set begins with a byte whose top two bits say where the value is: 0 behind
 *     the byte; anything else elsewhere, and a handle follows. Bit 5 says that the entry before is a set of the same
 *     user key
 * @param obsoleteBit whether bit 6 of a key's kind marks an entry that a newer one hides; not followed here
 */
public record RowPoints(boolean valuePrefix, boolean obsoleteBit) {

    static final int PREFIX_BYTES = 1;

    private static final int PLACE_MASK = 0xc0;
    private static final int SET_OF_SAME_KEY = 0x20;
    private static final long OBSOLETE = 0x40;

    /** A trailer without the obsolete bit. */
    long trailer(long stored) {
        return obsoleteBit ? stored & ~OBSOLETE : stored;
    }

    /** Whether an entry is marked as obsolete. */
    boolean isObsolete(long stored) {
        return obsoleteBit && (stored & OBSOLETE) != 0;
    }

    /** A trailer as it is stored. */
    long stored(long trailer, boolean obsolete) {
        return obsolete && obsoleteBit ? trailer | OBSOLETE : trailer;
    }

    /** The prefix byte of a value that follows it. */
    static int inPlace(boolean setOfSameKey) {
        return setOfSameKey ? SET_OF_SAME_KEY : 0;
    }

    /** Whether a value with this prefix byte lies elsewhere. */
    static boolean isElsewhere(byte prefix) {
        return (prefix & PLACE_MASK) != 0;
    }
}
