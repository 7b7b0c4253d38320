package dev.grantlake.vfs;

/** Where new files go: a directory, memory, a container. */
@FunctionalInterface
public interface FileTarget {

    /**
     * A file to be written under a plain name; the caller finishes and closes it. A target may demand that this is done
     * before the next file is created.
     *
     * @throws dev.grantlake.base.StorageException of kind {@code INVALID_ARGUMENT} for a name with folders in it,
     *     {@code IO} if the system refuses
     */
    FileSink create(String name);
}
