package dev.grantlake.lake.columnar;

/**
 * What a table may take.
 *
 * @param directoryBytes memory of the key directory; where all keys take more, it is a sparse one, and where that one
 *     takes more, filters go
 * @param cacheBytes memory of the cache of keys and values
 * @param maxRowsPerFragment rows of one fragment; what is written beyond goes into further ones
 */
public record TableOptions(long directoryBytes, long cacheBytes, int maxRowsPerFragment) {

    public static final TableOptions DEFAULT = new TableOptions(256L << 20, 64L << 20, 1 << 20);

    public TableOptions {
        if (directoryBytes < 0 || cacheBytes < 0 || maxRowsPerFragment < 1) {
            throw new IllegalArgumentException(
                    "directory " + directoryBytes + ", cache " + cacheBytes + ", rows " + maxRowsPerFragment);
        }
    }

    /** The same with another bound on the directory; with 0 it is as sparse as can be. */
    public TableOptions withDirectoryBytes(long bytes) {
        return new TableOptions(bytes, cacheBytes, maxRowsPerFragment);
    }

    /** The same with another bound on the cache. */
    public TableOptions withCacheBytes(long bytes) {
        return new TableOptions(directoryBytes, bytes, maxRowsPerFragment);
    }

    /** The same with another bound on fragments. */
    public TableOptions withMaxRowsPerFragment(int rows) {
        return new TableOptions(directoryBytes, cacheBytes, rows);
    }
}
