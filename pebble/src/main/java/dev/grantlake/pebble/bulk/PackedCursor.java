package dev.grantlake.pebble.bulk;

/**
 * Goes through entries in ascending order of their packed numbers, each number once. Starts before the first; belongs
 * to one thread.
 */
interface PackedCursor {

    /** Moves to the next entry; false at the end. */
    boolean next();

    /** The number of the present entry, less than 2^62. */
    long key();

    /** The number of the instant that goes with the present entry. */
    int time();

    /** The array in which the remainder of the present entry lies, until the next move. */
    byte[] remainderArray();

    int remainderOffset();

    /** Bytes of the remainder; 0 if there is none. */
    int remainderLength();
}
