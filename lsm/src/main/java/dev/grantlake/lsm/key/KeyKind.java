package dev.grantlake.lsm.key;

import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import org.jspecify.annotations.Nullable;

/** What an internal key does to its user key. The code is the low byte of the trailer. */
public enum KeyKind {
    DELETE(0),
    SET(1),
    MERGE(2),
    LOG_DATA(3),
    SINGLE_DELETE(7),
    RANGE_DELETE(15),
    /** An artificial index separator of the row formats, never data. */
    SEPARATOR(17),
    /** A set that a compaction put over a deletion; reads as {@link #SET}. */
    SET_WITH_DELETE(18),
    RANGE_KEY_DELETE(19),
    RANGE_KEY_UNSET(20),
    RANGE_KEY_SET(21),
    INGEST_SST(22),
    /** A deletion that knows the size of what it deletes; reads as {@link #DELETE}. */
    DELETE_SIZED(23),
    EXCISE(24);

    private static final @Nullable KeyKind[] BY_CODE = new @Nullable KeyKind[EXCISE.code + 1];

    static {
        for (KeyKind kind : values()) {
            BY_CODE[kind.code] = kind;
        }
    }

    private final int code;

    KeyKind(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    /** The kind with this code, or null if there is none. */
    public static @Nullable KeyKind ofCode(int code) {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    }

    /** The kind with this code; an unknown one is damage. */
    public static KeyKind ofCode(int code, Location where) {
        KeyKind kind = ofCode(code);
        if (kind == null) {
            throw StorageException.corrupt(where, "a key kind", Integer.toString(code));
        }
        return kind;
    }
}
