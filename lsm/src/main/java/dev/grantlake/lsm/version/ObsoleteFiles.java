package dev.grantlake.lsm.version;

import dev.grantlake.base.StorageException;
import dev.grantlake.vfs.Lease;
import dev.grantlake.vfs.WritableVfs;

import java.util.ArrayList;
import java.util.List;

/**
 * Deletes the files of a database that nothing needs any more, at once, or when nobody holds them any more. One that
 * cannot be deleted is tried again with the next; what is left then goes with the next opening. Thread-safe.
 */
final class ObsoleteFiles {

    private final WritableVfs directory;
    private final List<String> names = new ArrayList<>();
    private int holders;

    ObsoleteFiles(WritableVfs directory) {
        this.directory = directory;
    }

    /** Has these files deleted, of whose obsolescence the directory knows on disk. */
    synchronized void add(List<String> obsolete) {
        names.addAll(obsolete);
        if (holders == 0) {
            deleteAll();
        }
    }

    /** Keeps what becomes obsolete from now on until the result is closed. */
    synchronized Lease hold() {
        holders++;
        return new Hold();
    }

    /** Leaves what is still to be deleted, and all that comes, to the next opening. */
    synchronized void stop() {
        holders++;
    }

    private void deleteAll() {
        names.removeIf(name -> {
            try {
                directory.delete(name);
                return true;
            } catch (StorageException e) {
                return e.kind() == StorageException.Kind.NOT_FOUND;
            }
        });
    }

    private final class Hold implements Lease {

        private boolean closed;

        @Override
        public void close() {
            synchronized (ObsoleteFiles.this) {
                if (!closed) {
                    closed = true;
                    holders--;
                    if (holders == 0) {
                        deleteAll();
                    }
                }
            }
        }
    }
}
