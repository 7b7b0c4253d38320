package dev.grantlake.lsm.directory;

import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.vfs.WritableVfs;

import java.util.List;

/** An empty directory that a whole database is to be written to, or nothing. */
public final class Destination {

    private Destination() {}

    /**
     * Has a database written to an empty directory, its manifest marker last; if that fails, deletes what is there.
     *
     * @throws StorageException of kind {@code FAILED_PRECONDITION} if the directory is not empty; and what {@code work}
     *     throws, with what the deletion has thrown as suppressed
     */
    public static void fill(WritableVfs directory, Runnable work) {
        List<String> present = directory.list();
        if (!present.isEmpty()) {
            throw new StorageException(
                    StorageException.Kind.FAILED_PRECONDITION,
                    Location.of(directory.description(), present.get(0)),
                    "the directory must be empty",
                    null);
        }
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            deleteAll(directory, e);
            throw e;
        }
    }

    /** First the markers, and on disk: at no moment may a part of a database look like one. */
    private static void deleteAll(WritableVfs directory, Throwable failure) {
        try {
            List<String> names = directory.list();
            List<String> markers = names.stream().filter(Destination::isMarker).toList();
            if (!markers.isEmpty()) {
                markers.forEach(directory::delete);
                directory.force();
            }
            names.stream().filter(name -> !isMarker(name)).forEach(directory::delete);
        } catch (StorageException e) {
            failure.addSuppressed(e);
        }
    }

    private static boolean isMarker(String name) {
        return FileName.parse(name).kind() == FileKind.MARKER;
    }
}
