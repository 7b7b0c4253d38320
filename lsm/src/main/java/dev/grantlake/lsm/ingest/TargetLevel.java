package dev.grantlake.lsm.ingest;

import dev.grantlake.lsm.key.KeyBounds;
import dev.grantlake.lsm.manifest.TableMetadata;
import dev.grantlake.lsm.version.Level;
import dev.grantlake.lsm.version.Version;

/** Where a table goes that is newer than everything in a version. */
public final class TargetLevel {

    private static final int LOWEST = Version.LEVELS - 1;

    private TargetLevel() {}

    /**
     * The lowest level that the table reaches without passing another one whose bounds overlap with its own. Levels
     * above the first that has tables stay empty, but for level 0.
     */
    public static int of(Version version, KeyBounds bounds) {
        int target = 0;
        if (overlapsAny(version.levels().get(0), bounds)) {
            return target;
        }
        for (int level = firstWithTables(version); level <= LOWEST; level++) {
            if (overlapsAny(version.levels().get(level), bounds)) {
                return target;
            }
            target = level;
        }
        return target;
    }

    private static int firstWithTables(Version version) {
        int level = 1;
        while (level < LOWEST && version.levels().get(level).tables().isEmpty()) {
            level++;
        }
        return level;
    }

    private static boolean overlapsAny(Level level, KeyBounds bounds) {
        for (TableMetadata table : level.tables()) {
            if (table.bounds().overlaps(bounds)) {
                return true;
            }
        }
        return false;
    }
}
