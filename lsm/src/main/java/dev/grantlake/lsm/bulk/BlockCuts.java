package dev.grantlake.lsm.bulk;

import java.util.Arrays;

/**
 * Finds the keys of a table that should begin a data block: the first of a group, behind a group that filled blocks of
 * its own. Groups often resemble each other, as those of two entitlements do that the same people have. Where both
 * begin a block, their blocks divide the keys alike, and whatever compresses the table finds one in the other. Behind
 * small groups no block ends early: it would cost more than it brings. Belongs to one thread.
 */
final class BlockCuts {

    private final KeyGroups groups;
    private final long leastGroupBytes;

    private int groupStart = -1;
    private int prefixLength;
    private long groupBytes;

    /**
     * Cuts for the keys of one table.
     *
     * @param leastGroupBytes of keys and values that a group has to have, so that a block ends behind it
     */
    BlockCuts(KeyGroups groups, long leastGroupBytes) {
        this.groups = groups;
        this.leastGroupBytes = leastGroupBytes;
    }

    /**
     * Whether the next entry should begin a block.
     *
     * @param array holds the keys of the table, this one from {@code key} to {@code value} and its value up to
     *     {@code end}; the same for all of them
     */
    boolean beforeNext(byte[] array, int key, int value, int end) {
        int prefix = groups.prefixLength(array, key, value - key);
        boolean sameGroup = groupStart >= 0
                && prefix == prefixLength
                && Arrays.equals(array, groupStart, groupStart + prefix, array, key, key + prefix);
        if (sameGroup) {
            groupBytes += (long) end - key;
            return false;
        }
        boolean ends = groupBytes >= leastGroupBytes;
        groupStart = key;
        prefixLength = prefix;
        groupBytes = (long) end - key;
        return ends;
    }
}
