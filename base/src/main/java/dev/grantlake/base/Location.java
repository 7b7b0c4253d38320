package dev.grantlake.base;

import static java.util.Objects.requireNonNull;

/**
 * Where in which file something was read: the address part of an error message.
 *
 * @param file the file as its reader knows it, for example {@code sync.c1z/000004.sst}
 * @param offset bytes from the start of {@code file}, or {@link #UNKNOWN_OFFSET}
 * @param part the format's name of what lies there, for example {@code data block}
 */
public record Location(String file, long offset, String part) {

    /** The offset of something that has no single place in its file. */
    public static final long UNKNOWN_OFFSET = -1;

    public Location {
        requireNonNull(file, "file");
        requireNonNull(part, "part");
    }

    /** A place in {@code file} that is not bound to one offset. */
    public static Location of(String file, String part) {
        return new Location(file, UNKNOWN_OFFSET, part);
    }

    /** The same part of the same file, {@code bytes} further on. */
    public Location plus(long bytes) {
        return offset == UNKNOWN_OFFSET ? this : new Location(file, offset + bytes, part);
    }

    /** The same place under the name of a smaller {@code part}. */
    public Location as(String part) {
        return new Location(file, offset, part);
    }

    @Override
    public String toString() {
        return offset == UNKNOWN_OFFSET ? file + ": " + part : file + ": " + part + " at " + offset;
    }
}
