package dev.grantlake.lsm.version;

import dev.grantlake.base.Bytes;
import dev.grantlake.lsm.key.KeyBounds;
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

    /** The tables that share a user key with {@code bounds}, in their order. */
    public List<TableMetadata> overlapping(KeyBounds bounds) {
        if (number == 0) {
            return tables.stream()
                    .filter(table -> table.bounds().overlaps(bounds))
                    .toList();
        }
        int from = firstReaching(bounds.smallest().userKey());
        int to = from;
        while (to < tables.size() && tables.get(to).bounds().overlaps(bounds)) {
            to++;
        }
        return tables.subList(from, to);
    }

    /** In a level below 0: the first table that does not end before {@code userKey}. */
    private int firstReaching(Bytes userKey) {
        int low = 0;
        int high = tables.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (tables.get(middle).bounds().endsBefore(userKey)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
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
