package dev.grantlake.lake.directory;

/**
 * What a table may take.
 *
 * @param directoryBytes memory of the key directory; a table whose keys need more is read by filters instead
 * @param cacheBytes memory of the cache of values
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

    /** The same with another bound on the directory; 0 switches it off. */
    public TableOptions withDirectoryBytes(long bytes) {
        return new TableOptions(bytes, cacheBytes, maxRowsPerFragment);
    }

    /** The same with another bound on the cache of values. */
    public TableOptions withCacheBytes(long bytes) {
        return new TableOptions(directoryBytes, bytes, maxRowsPerFragment);
    }

    /** The same with another bound on fragments. */
    public TableOptions withMaxRowsPerFragment(int rows) {
        return new TableOptions(directoryBytes, cacheBytes, rows);
    }
}
