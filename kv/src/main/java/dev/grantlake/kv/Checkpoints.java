package dev.grantlake.kv;

import dev.grantlake.vfs.WritableVfs;

/** The ability to leave a copy of the present state elsewhere, while reads and writes go on. */
public interface Checkpoints {

    /**
     * Makes a store of its own in {@code destination}, as this one is at one moment during the call: with everything
     * that was committed before the call, whatever its durability, and of what is committed meanwhile a first part. All
     * of it is on disk when this returns. Files that do not change any more are shared with the copy where the disk can
     * do that, and copied otherwise; neither store notices the other afterwards.
     *
     * @param destination an empty directory, which stays the caller's
     * @throws dev.grantlake.base.StorageException of kind {@code FAILED_PRECONDITION} if the destination is not empty,
     *     {@code CLOSED}, or {@code IO}. Then there is no store in the destination, and no file, unless the system
     *     refuses to delete it
     */
    void checkpoint(WritableVfs destination);
}
