package dev.grantlake.c1z;

import dev.grantlake.base.BufferCache;
import dev.grantlake.base.ReadMetrics;

import java.nio.file.Path;

/**
 * What reading a container works with, as opposed to the bounds it keeps, which are {@link C1zReadOptions}.
 *
 * @param cache for decoded frames; shared with the tables above, and with other containers
 * @param metrics counts what reading costs
 * @param scratchFolder where the temporary file goes, if one is needed
 */
public record ReadComponents(BufferCache cache, ReadMetrics metrics, Path scratchFolder) {

    private static final long DEFAULT_CACHE_BYTES = 64L << 20;

    /** A cache of 64 MiB of its own, uncounted, and the system's folder for temporary files. */
    public static ReadComponents standalone() {
        return new ReadComponents(new BufferCache(DEFAULT_CACHE_BYTES), new ReadMetrics(), defaultScratchFolder());
    }

    /** The system's folder for temporary files. */
    static Path defaultScratchFolder() {
        return Path.of(System.getProperty("java.io.tmpdir"));
    }
}
