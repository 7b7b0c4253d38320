package dev.grantlake.store;

import java.util.Optional;

/** What part of the world a sync covers. */
public enum SyncType {
    FULL("full", 1),
    PARTIAL("partial", 2),
    RESOURCES_ONLY("resources_only", 3),
    PARTIAL_UPSERTS("partial_upserts", 4),
    PARTIAL_DELETIONS("partial_deletions", 5),
    /** A number that no release has written; reads as the empty text. */
    UNKNOWN("", 0);

    private final String text;
    private final int code;

    SyncType(String text, int code) {
        this.text = text;
        this.code = code;
    }

    /** The connector's word for it, for example {@code resources_only}. */
    public String text() {
        return text;
    }

    /** The number of {@code c1.storage.v3.SyncType}. */
    public int code() {
        return code;
    }

    public static SyncType ofCode(int code) {
        for (SyncType type : values()) {
            if (type.code == code) {
                return type;
            }
        }
        return UNKNOWN;
    }

    /** The type with this word, or empty for a word that is none. */
    public static Optional<SyncType> ofText(String text) {
        for (SyncType type : values()) {
            if (type != UNKNOWN && type.text.equals(text)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
