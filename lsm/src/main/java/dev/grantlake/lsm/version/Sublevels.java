package dev.grantlake.lsm.version;

import dev.grantlake.base.Bytes;
import dev.grantlake.lsm.key.KeyBounds;
import dev.grantlake.lsm.manifest.TableMetadata;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Sorts the tables of level 0 into sublevels: a table lies one above the highest older table that it overlaps. Tables
 * of one sublevel are disjoint, and of two that overlap the newer lies higher.
 *
 * <p>Implementation note. Each bound is a place on a line of 2n slots: key number i is slot 2i, the gap behind it slot
 * 2i+1. A tree over the slots keeps the highest sublevel so far, so that a table costs two walks of O(log n) and a
 * hostile manifest with very many tables no more than sorting them.
 */
final class Sublevels {

    private final Bytes[] keys;
    private final int leaves;
    /** Highest sublevel anywhere below a node, plus one; 0 for none. */
    private final int[] highest;
    /** Highest sublevel that covers all of a node, plus one; 0 for none. */
    private final int[] covering;

    private Sublevels(List<TableMetadata> tables) {
        this.keys = distinctKeys(tables);
        this.leaves = Math.max(1, Integer.highestOneBit(2 * keys.length)) * 2;
        this.highest = new int[2 * leaves];
        this.covering = new int[2 * leaves];
    }

    /**
     * The sublevels from the oldest up.
     *
     * @param oldestFirst the tables of level 0 in their order
     */
    static List<List<TableMetadata>> of(List<TableMetadata> oldestFirst) {
        Sublevels slots = new Sublevels(oldestFirst);
        List<List<TableMetadata>> sublevels = new ArrayList<>();
        for (TableMetadata table : oldestFirst) {
            int sublevel = slots.place(table.bounds());
            if (sublevel == sublevels.size()) {
                sublevels.add(new ArrayList<>());
            }
            sublevels.get(sublevel).add(table);
        }
        for (List<TableMetadata> sublevel : sublevels) {
            sublevel.sort(Comparator.comparing(table -> table.bounds().smallest()));
        }
        return sublevels;
    }

    private int place(KeyBounds bounds) {
        int from = 2 * slotOf(bounds.smallest().userKey());
        int to = 2 * slotOf(bounds.largest().userKey()) - (bounds.largestExcluded() ? 1 : 0);
        int sublevel = highestIn(1, 0, leaves - 1, from, to);
        cover(1, 0, leaves - 1, from, to, sublevel + 1);
        return sublevel;
    }

    private int slotOf(Bytes key) {
        return Arrays.binarySearch(keys, key);
    }

    private int highestIn(int node, int first, int last, int from, int to) {
        if (to < first || last < from) {
            return 0;
        }
        if (from <= first && last <= to) {
            return highest[node];
        }
        int middle = (first + last) >>> 1;
        int below = Math.max(
                highestIn(2 * node, first, middle, from, to), highestIn(2 * node + 1, middle + 1, last, from, to));
        return Math.max(covering[node], below);
    }

    private void cover(int node, int first, int last, int from, int to, int height) {
        if (to < first || last < from) {
            return;
        }
        highest[node] = Math.max(highest[node], height);
        if (from <= first && last <= to) {
            covering[node] = Math.max(covering[node], height);
            return;
        }
        int middle = (first + last) >>> 1;
        cover(2 * node, first, middle, from, to, height);
        cover(2 * node + 1, middle + 1, last, from, to, height);
    }

    private static Bytes[] distinctKeys(List<TableMetadata> tables) {
        Bytes[] keys = new Bytes[2 * tables.size()];
        int count = 0;
        for (TableMetadata table : tables) {
            keys[count++] = table.bounds().smallest().userKey();
            keys[count++] = table.bounds().largest().userKey();
        }
        Arrays.sort(keys);
        int distinct = 0;
        for (Bytes key : keys) {
            if (distinct == 0 || !keys[distinct - 1].equals(key)) {
                keys[distinct++] = key;
            }
        }
        return Arrays.copyOf(keys, distinct);
    }
}
