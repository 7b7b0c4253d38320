package dev.grantlake.lance;

import dev.grantlake.base.StorageException;

/**
 * Native memory and files that a dataset may take, invisible to the limits of the JVM.
 *
 * @param indexCacheBytes the library's cache of indexes; its own default is 6 GiB
 * @param metadataCacheBytes the library's cache of manifests and file footers; its own default is 1 GiB
 * @param operationBytes Arrow buffers of one call, or of all calls at once that read one data file
 * @param openDataFiles data files that stay open after a read, each with its footer
 */
public record LanceMemory(long indexCacheBytes, long metadataCacheBytes, long operationBytes, int openDataFiles) {

    public static final LanceMemory DEFAULT = new LanceMemory(64L << 20, 64L << 20, 512L << 20, 64);

    public LanceMemory {
        if (indexCacheBytes < 0 || metadataCacheBytes < 0 || operationBytes < 1 || openDataFiles < 0) {
            throw new StorageException(
                    StorageException.Kind.INVALID_ARGUMENT,
                    "native memory of " + indexCacheBytes + ", " + metadataCacheBytes + " and " + operationBytes
                            + " bytes, " + openDataFiles + " files");
        }
    }
}
