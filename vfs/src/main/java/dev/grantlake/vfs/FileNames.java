package dev.grantlake.vfs;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;

import java.util.Comparator;

/** What all directories hold of the names of files. */
final class FileNames {

    /** The order of listings: ascending unsigned bytes of the UTF-8 form, which is not the order of {@code String}. */
    static final Comparator<String> ORDER = new Utf8Order();

    private FileNames() {}

    /** Refuses what could lead out of a flat directory. */
    static void requirePlain(String directory, String name) {
        if (name.isEmpty()
                || name.equals(".")
                || name.equals("..")
                || name.indexOf('/') >= 0
                || name.indexOf('\\') >= 0
                || name.indexOf('\0') >= 0) {
            throw new StorageException(
                    StorageException.Kind.INVALID_ARGUMENT,
                    Location.of(directory, "file name"),
                    "'" + name.replace('\0', '?') + "' is no plain name",
                    null);
        }
    }

    static StorageException notFound(String file) {
        return new StorageException(
                StorageException.Kind.NOT_FOUND, Location.of(file, "file"), "there is no such file", null);
    }

    static StorageException alreadyExists(String file) {
        return new StorageException(
                StorageException.Kind.ALREADY_EXISTS, Location.of(file, "file"), "there is a file already", null);
    }

    /** For what is asked after {@code cause} has left nobody knowing what is on disk. */
    static StorageException broken(String what, String part, StorageException cause) {
        return new StorageException(
                StorageException.Kind.IO,
                Location.of(what, part),
                "cannot be trusted since an earlier call has failed",
                cause);
    }

    static StorageException closed(String what, String part) {
        return new StorageException(StorageException.Kind.CLOSED, Location.of(what, part), "is closed", null);
    }

    /** A class and no lambda: opening a file loads {@link FileNames}, and the first lambda of a JVM is slow. */
    private static final class Utf8Order implements Comparator<String> {

        @Override
        public int compare(String a, String b) {
            return Bytes.utf8(a).compareTo(Bytes.utf8(b));
        }
    }
}
