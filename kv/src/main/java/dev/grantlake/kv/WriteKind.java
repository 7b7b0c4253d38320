package dev.grantlake.kv;

import org.jspecify.annotations.Nullable;

/** What one operation of a {@link WriteBatch} does. The codes are those of Pebble's logs. */
public enum WriteKind {
    /** Puts a value in place of whatever is under the key. */
    SET(1, true),
    /** Deletes what is under the key, if something is. */
    DELETE(0, false),
    /** As {@link #DELETE}, of a key that was set exactly once since it was last absent, and never merged. */
    SINGLE_DELETE(7, false),
    /** As {@link #DELETE}; the value is a varint with the bytes of key and value together that probably go away. */
    DELETE_SIZED(23, true),
    /** Deletes all keys from the key, included, to the value, excluded; nothing if there are none between. */
    DELETE_RANGE(15, true),
    /** Joins the value to what is under the key, by the store's {@link Merger}. */
    MERGE(2, true),
    /** Bytes, as the key, that go into the log and are not read again. */
    LOG_DATA(3, false);

    private static final @Nullable WriteKind[] BY_CODE = new @Nullable WriteKind[DELETE_SIZED.code + 1];

    static {
        for (WriteKind kind : values()) {
            BY_CODE[kind.code] = kind;
        }
    }

    private final int code;
    private final boolean valued;

    WriteKind(int code, boolean valued) {
        this.code = code;
        this.valued = valued;
    }

    /** The byte that stands for this kind. */
    public int code() {
        return code;
    }

    /** Whether operations of this kind have a value. */
    public boolean hasValue() {
        return valued;
    }

    /** The kind with a code that {@link WriteBatch} has written. */
    static WriteKind ofCode(int code) {
        WriteKind kind = BY_CODE[code];
        if (kind == null) {
            throw new IllegalStateException("no kind " + code);
        }
        return kind;
    }
}
