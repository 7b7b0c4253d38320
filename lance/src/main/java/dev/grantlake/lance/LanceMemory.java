package dev.grantlake.lance;

import dev.grantlake.base.StorageException;

/**
 * Native memory that a dataset may take, invisible to the limits of the JVM.
 *
 * @param indexCacheBytes the library's cache of indexes; its own default is 6 GiB
 * @param metadataCacheBytes the library's cache of manifests and file footers; its own default is 1 GiB
 * @param operationBytes Arrow buffers of one call
 */
public record LanceMemory(long indexCacheBytes, long metadataCacheBytes, long operationBytes) {

    public static final LanceMemory DEFAULT = new LanceMemory(64L << 20, 64L << 20, 512L << 20);

    public LanceMemory {
        if (indexCacheBytes < 0 || metadataCacheBytes < 0 || operationBytes < 1) {
            throw new StorageException(
                    StorageException.Kind.INVALID_ARGUMENT,
                    "native memory of " + indexCacheBytes + ", " + metadataCacheBytes + " and " + operationBytes
                            + " bytes");
        }
    }
}
