package dev.grantlake.lake.columnar;

import dev.grantlake.base.StorageException;
import dev.grantlake.lake.dataset.Change;
import dev.grantlake.lake.dataset.Committed;
import dev.grantlake.lake.dataset.CreatedFile;
import dev.grantlake.lake.dataset.DataFile;
import dev.grantlake.lake.dataset.Dataset;
import dev.grantlake.lake.dataset.DatasetFolder;
import dev.grantlake.lake.dataset.NewFragment;
import dev.grantlake.lake.error.StoreReadOnly;
import dev.grantlake.lake.sync.DatasetForce;
import dev.grantlake.vfs.WritableVfs;
import org.jspecify.annotations.Nullable;

import java.util.Collection;

/**
 * Commits to a dataset, and the force that makes them last. After a force that failed nobody knows what is on disk, and
 * every later commit is refused. For one thread at a time, but {@link #requireSound}, which all may call.
 */
final class DurableCommits {

    private final Dataset dataset;
    /** Why nothing can be committed any more; null while it can. */
    private volatile @Nullable StorageException broken;

    DurableCommits(Dataset dataset) {
        this.dataset = dataset;
    }

    /** @throws StoreReadOnly if a force has failed */
    void requireSound() {
        StorageException cause = broken;
        if (cause != null) {
            throw new StoreReadOnly(dataset.description() + " cannot be written since a force failed", cause);
        }
    }

    /** Makes a version, which is not on disk before what it has created is forced. */
    Committed commit(Change change) {
        requireSound();
        return dataset.commit(change);
    }

    void force(Collection<CreatedFile> files) {
        try {
            DatasetForce.force(dataset.folders(), files);
        } catch (StorageException e) {
            broken = e;
            throw e;
        }
    }

    /**
     * Removes the files of fragments that are in no version and never will be. One that cannot be removed stays: nobody
     * refers to it, and the dataset's keeper takes it away in time, when versions are pruned.
     */
    void discard(Collection<? extends NewFragment> fragments) {
        WritableVfs data = dataset.folders().folder(DatasetFolder.DATA);
        for (NewFragment fragment : fragments) {
            for (DataFile file : fragment.files()) {
                remove(data, file);
            }
        }
    }

    private static void remove(WritableVfs data, DataFile file) {
        try {
            data.delete(file.name());
        } catch (StorageException ignored) {
            // Litter, no more.
        }
    }
}
