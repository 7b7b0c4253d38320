package dev.grantlake.lsm.record;

/**
 * How and where the reading of a log came to its end.
 *
 * @param kind what stopped it
 * @param offset where it stopped: the first byte that is not part of a sound chunk, or of a chunk in its place
 * @param dropFrom where the first record begins that was not delivered; at most {@code offset}, and before it if a
 *     record was begun and not finished
 * @param detail what was found there, empty at a clean end
 */
public record LogEnd(Kind kind, long offset, long dropFrom, String detail) {

    /** What stopped the reading. */
    public enum Kind {
        /** The file ends with a record, or a trailer says that the log does. */
        CLEAN,
        /** Zeros where a chunk should begin, more than the padding of a block. */
        ZEROED,
        /** Something that is not a sound chunk of this log, or one out of its place. */
        INVALID,
        /** The file ends within a record. */
        CUT
    }

    public boolean clean() {
        return kind == Kind.CLEAN;
    }
}
