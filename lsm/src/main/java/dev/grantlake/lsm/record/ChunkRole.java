package dev.grantlake.lsm.record;

/** Which part of its record a chunk holds. */
public enum ChunkRole {
    FULL(0),
    FIRST(1),
    MIDDLE(2),
    LAST(3);

    private final int code;

    ChunkRole(int code) {
        this.code = code;
    }

    /** What is added to a format's first type byte. */
    int code() {
        return code;
    }

    /** Whether a record begins with such a chunk. */
    public boolean startsRecord() {
        return this == FULL || this == FIRST;
    }

    /** Whether a record ends with such a chunk. */
    public boolean endsRecord() {
        return this == FULL || this == LAST;
    }

    /** The role of a chunk that a record begins with or ends with, or both. */
    static ChunkRole of(boolean starts, boolean ends) {
        if (starts) {
            return ends ? FULL : FIRST;
        }
        return ends ? LAST : MIDDLE;
    }

    static ChunkRole ofCode(int code) {
        return switch (code) {
            case 0 -> FULL;
            case 1 -> FIRST;
            case 2 -> MIDDLE;
            case 3 -> LAST;
            default -> throw new IllegalArgumentException("chunk role " + code);
        };
    }
}
