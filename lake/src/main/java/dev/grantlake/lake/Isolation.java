package dev.grantlake.lake;

/** What a transaction sees of others that commit while it is open. */
public enum Isolation {
    /** Nothing: all its reads are of the moment at which it began. */
    SNAPSHOT,
    /** Everything: each read is of its own moment. */
    READ_COMMITTED
}
