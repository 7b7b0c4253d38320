package dev.grantlake.lake.directory;

/** A run, and a filter that says of most other keys that they are not in it. Immutable. */
record FilteredRun(KeyRun keys, BloomFilter filter) {

    static FilteredRun of(KeyRun keys) {
        BloomFilter filter = new BloomFilter(keys.count());
        keys.addTo(filter);
        return new FilteredRun(keys, filter);
    }

    /** What is known of a key, or {@link DirectoryEntry#ABSENT}. */
    long find(byte[] key, int offset, int length, long hash) {
        return filter.mayContain(hash) ? keys.find(key, offset, length) : DirectoryEntry.ABSENT;
    }

    long memoryBytes() {
        return keys.memoryBytes() + filter.memoryBytes();
    }
}
