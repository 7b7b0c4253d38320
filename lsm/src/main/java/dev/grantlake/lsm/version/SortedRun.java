package dev.grantlake.lsm.version;

import dev.grantlake.lsm.manifest.TableMetadata;

import java.util.List;

/**
 * Tables that can be read one after the other: a level below 0, or a sublevel of level 0. Their bounds are in order and
 * share no user key.
 *
 * @param level 0 to 6
 * @param sublevel in level 0 counted from the oldest, otherwise 0
 * @param tables by key
 */
public record SortedRun(int level, int sublevel, List<TableMetadata> tables) {

    public SortedRun {
        tables = List.copyOf(tables);
    }
}
