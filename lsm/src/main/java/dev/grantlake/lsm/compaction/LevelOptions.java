package dev.grantlake.lsm.compaction;

/**
 * When levels are compacted, and how large they and their tables become. Sizes are bytes of files.
 *
 * @param runs how deep tables may lie over each other in level 0: from half as many on compaction is worth it, 1 or
 *     more
 * @param files tables of level 0 from which on it is compacted although they lie side by side, 1 or more
 * @param baseBytes of the first level below 0 that has tables; 1 or more
 * @param factor how much larger each level is than the one above; 2 or more
 * @param targetBytes of a table in level 0; of the first level below 0 it is twice that, and so on; 1 or more
 */
public record LevelOptions(int runs, int files, long baseBytes, int factor, long targetBytes) {

    /** Pebble's. */
    public static final LevelOptions DEFAULT = new LevelOptions(4, 500, 64 << 20, 10, 2 << 20);

    public LevelOptions {
        if (runs < 1 || files < 1 || baseBytes < 1 || factor < 2 || targetBytes < 1) {
            throw new IllegalArgumentException(
                    runs + ", " + files + ", " + baseBytes + ", " + factor + ", " + targetBytes);
        }
    }
}
