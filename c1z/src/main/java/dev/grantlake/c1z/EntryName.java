package dev.grantlake.c1z;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;

/**
 * The rule for names in a payload: relative, separated by slashes, and spelled in one way only. Stricter than Go, which
 * cleans a path before it judges it, so that two spellings may reach one file there.
 */
final class EntryName {

    /** Longest name in bytes of UTF-8. */
    static final int MAX_LENGTH = 4096;

    private EntryName() {}

    /**
     * Returns {@code name}, whose length in UTF-8 is {@code length}, or refuses it.
     *
     * @throws StorageException of kind {@code CORRUPT} for an empty or overlong name, an empty segment (so also a slash
     *     at either end), {@code .}, {@code ..}, a backslash and NUL
     */
    static String check(String name, int length, Location where) {
        if (length == 0 || length > MAX_LENGTH) {
            throw StorageException.corrupt(
                    where, "a name of 1 to " + MAX_LENGTH + " bytes", "one of " + length + " bytes");
        }
        if (!isPlain(name)) {
            throw StorageException.corrupt(
                    where, "a relative name without empty, \".\" or \"..\" segments", Text.quoted(name));
        }
        return name;
    }

    /**
     * The same rule for a name that is to be written.
     *
     * @return its form in UTF-8
     * @throws StorageException of kind {@code INVALID_ARGUMENT} for a name that no reader takes
     */
    static Bytes requireWritable(String name, String container) {
        Bytes bytes = Bytes.utf8(name);
        if (bytes.isEmpty() || bytes.length() > MAX_LENGTH || !isPlain(name)) {
            throw new StorageException(
                    StorageException.Kind.INVALID_ARGUMENT,
                    Location.of(container, "payload"),
                    Text.quoted(name) + " is no relative name of 1 to " + MAX_LENGTH + " bytes",
                    null);
        }
        return bytes;
    }

    private static boolean isPlain(String name) {
        if (name.indexOf('\\') >= 0 || name.indexOf('\0') >= 0) {
            return false;
        }
        int start = 0;
        while (start <= name.length()) {
            int slash = name.indexOf('/', start);
            int end = slash < 0 ? name.length() : slash;
            if (isRefused(name.substring(start, end))) {
                return false;
            }
            start = end + 1;
        }
        return true;
    }

    private static boolean isRefused(String segment) {
        return segment.isEmpty() || segment.equals(".") || segment.equals("..");
    }
}
