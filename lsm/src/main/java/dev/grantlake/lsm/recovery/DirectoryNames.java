package dev.grantlake.lsm.recovery;

import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.directory.DatabaseDirectory;
import dev.grantlake.lsm.directory.FileKind;
import dev.grantlake.lsm.directory.FileName;
import dev.grantlake.lsm.directory.Marker;
import dev.grantlake.lsm.version.Version;
import dev.grantlake.vfs.Vfs;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The names in a directory when it was opened. Immutable. */
final class DirectoryNames {

    /** Far beyond what any session gets to, and such that no number can overflow. */
    private static final long GREATEST_NUMBER = 1L << 62;

    /** What an unfinished creation does not leave. */
    private static final Set<FileKind> CONTENT =
            EnumSet.of(FileKind.TABLE, FileKind.BLOB, FileKind.LOG, FileKind.OPTIONS);

    private final Vfs directory;
    private final List<String> names;

    private DirectoryNames(Vfs directory) {
        this.directory = directory;
        this.names = directory.list();
    }

    static DirectoryNames of(Vfs directory) {
        return new DirectoryNames(directory);
    }

    List<String> all() {
        return names;
    }

    /** Whether there is a marker of that name. */
    boolean hasMarker(String name) {
        for (String each : names) {
            if (each.startsWith(Marker.PREFIX)
                    && Marker.parse(each, directory.description()).name().equals(name)) {
                return true;
            }
        }
        return false;
    }

    /** A number greater than those of all files. */
    long nextNumber() {
        long next = 1;
        for (String name : names) {
            long number = FileName.parse(name).number();
            if (number >= GREATEST_NUMBER) {
                throw StorageException.unsupported(
                        Location.of(directory.description(), name), "a number beyond " + GREATEST_NUMBER);
            }
            next = Math.max(next, number + 1);
        }
        return next;
    }

    /** Refuses a directory that holds anything of a database that is none: it could be what is left of one. */
    void requireNoContent() {
        for (String name : names) {
            if (CONTENT.contains(FileName.parse(name).kind())) {
                throw new StorageException(
                        StorageException.Kind.FAILED_PRECONDITION,
                        Location.of(directory.description(), name),
                        "no database can be made here: this is a file of one that has lost its manifest marker",
                        null);
            }
        }
    }

    /** Names of temporary files. */
    List<String> temporary() {
        return names.stream()
                .filter(name -> FileName.parse(name).kind() == FileKind.TEMPORARY)
                .toList();
    }

    /**
     * The files that nothing needs any more, now that a session has its own manifest and options.
     *
     * @param found the directory as it was found, whose manifest stays as the one before
     * @param version the present one
     */
    List<String> obsolete(DatabaseDirectory found, Version version) {
        List<String> obsolete = new ArrayList<>();
        for (String name : names) {
            FileName parsed = FileName.parse(name);
            boolean dropped = switch (parsed.kind()) {
                case TABLE -> !version.files().containsKey(parsed.number());
                case LOG -> parsed.number() < version.counters().logNumber();
                case MANIFEST -> !name.equals(found.manifest());
                case BLOB, OPTIONS, TEMPORARY -> true;
                case MARKER -> !found.markers().contains(name) && isOurs(name);
                case LOCK, OTHER -> false;
            };
            if (dropped) {
                obsolete.add(name);
            }
        }
        return obsolete;
    }

    private boolean isOurs(String marker) {
        String name = Marker.parse(marker, directory.description()).name();
        return name.equals(Marker.FORMAT_VERSION) || name.equals(Marker.MANIFEST);
    }
}
