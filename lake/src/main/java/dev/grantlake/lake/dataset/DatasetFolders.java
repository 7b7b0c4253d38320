package dev.grantlake.lake.dataset;

import dev.grantlake.vfs.WritableVfs;

/** The folders that a dataset's files lie in. Thread-safe. */
public interface DatasetFolders extends AutoCloseable {

    /** A folder, which is made if it is not there, its name being on disk then. Stays open until all are closed. */
    WritableVfs folder(DatasetFolder folder);

    /** Closes what was opened; a second call does nothing. */
    @Override
    void close();
}
