package dev.grantlake.lsm.version;

import dev.grantlake.lsm.manifest.TableMetadata;

import java.util.List;

/**
 * One of the seven levels of a version.
 *
 * @param number 0 to 6
 * @param tables in level 0 from the oldest to the newest and possibly overlapping; below by key, and disjoint
 */
public record Level(int number, List<TableMetadata> tables) {

    public Level {
        tables = List.copyOf(tables);
    }

    /** Bytes of all tables. */
    public long size() {
        long size = 0;
        for (TableMetadata table : tables) {
            size += table.size();
        }
        return size;
    }
}
