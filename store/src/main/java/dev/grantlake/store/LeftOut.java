package dev.grantlake.store;

import dev.grantlake.base.Location;

import static java.util.Objects.requireNonNull;

/**
 * Something that lies in a file and is not in what its reader shows.
 *
 * @param where the file inside, and the first byte left out if there is a single one
 * @param reason why
 * @param detail what was found there, with its extent; for people
 */
public record LeftOut(Location where, Reason reason, String detail) {

    /** Why something was left out. */
    public enum Reason {
        /** A record that was being written when the writer died; nobody was promised that it would last. */
        TORN,
        /** Damage and what lies behind it, passed over because that was asked for: {@link OpenOptions#lenient()}. */
        DAMAGED,
        /** Torn or damaged, nothing tells which. */
        UNPROVEN,
        /** Written, but not part of the content by the rules of the format. */
        NOT_COUNTED,
        /** Left of something older, in a file that was used again: nothing is missing. */
        REMAINS
    }

    public LeftOut {
        requireNonNull(where, "where");
        requireNonNull(reason, "reason");
        requireNonNull(detail, "detail");
    }

    /** Whether something could be missing from the content. */
    public boolean matters() {
        return reason != Reason.REMAINS;
    }

    @Override
    public String toString() {
        return where + ": " + detail;
    }
}
