package dev.grantlake.c1z;

import dev.grantlake.base.Bytes;

/** What the first five bytes of a file say it is. The name and the extension play no role. */
public enum C1zKind {

    /** {@code C1ZF\0}: one zstd stream that holds a SQLite database. */
    V1,

    /** {@code C1Z3\0}: a manifest and a payload that holds a directory of the LSM engine. */
    V3,

    /** No bytes at all; writers take such a file for a new one. */
    EMPTY,

    /** Fewer bytes than the magic has. */
    TOO_SHORT,

    /** Something else. */
    UNKNOWN;

    /** Length of the magic in bytes. */
    public static final int MAGIC_LENGTH = 5;

    static final Bytes V1_MAGIC = Bytes.ofHex("43315a4600");
    static final Bytes V3_MAGIC = Bytes.ofHex("43315a3300");

    /**
     * The kind of a file that begins so.
     *
     * @param start the first {@value #MAGIC_LENGTH} bytes of the file or more; fewer only if the file has no more
     */
    public static C1zKind of(Bytes start) {
        if (start.isEmpty()) {
            return EMPTY;
        }
        if (start.length() < MAGIC_LENGTH) {
            return TOO_SHORT;
        }
        if (start.startsWith(V3_MAGIC)) {
            return V3;
        }
        return start.startsWith(V1_MAGIC) ? V1 : UNKNOWN;
    }
}
