package dev.grantlake.lsm.bulk;

import java.util.Arrays;

/**
 * Finds the keys of a table that should begin a data block: the first of a group, behind a group that filled blocks of
 * its own or where the block is nearly full anyway. Groups often resemble each other, as those of two entitlements do
 * that the same people have. Where both begin a block, their blocks divide the keys alike, and whatever compresses the
 * table finds one in the other. Belongs to one thread.
 */
final class BlockCuts {

    /** Any block that has points ends. */
    static final int ANY = 0;

    /** No block ends for this. */
    static final int NONE = Integer.MAX_VALUE;

    private final KeyGroups groups;
    private final int blockBytes;

    private int groupStart = -1;
    private int prefixLength;
    private long groupBytes;

    /**
     * Cuts for the keys of one table.
     *
     * @param blockBytes the size that blocks should not pass; a group with as many bytes of keys and values is large
     */
    BlockCuts(KeyGroups groups, int blockBytes) {
        this.groups = groups;
        this.blockBytes = blockBytes;
    }

    /**
     * How many bytes a block must pass so that it ends before the next entry.
     *
     * @param array holds the keys of the table, this one from {@code key} to {@code value} and its value up to
     *     {@code end}; the same for all of them
     */
    int beforeNext(byte[] array, int key, int value, int end) {
        int prefix = groups.prefixLength(array, key, value - key);
        boolean sameGroup = groupStart >= 0
                && prefix == prefixLength
                && Arrays.equals(array, groupStart, groupStart + prefix, array, key, key + prefix);
        if (sameGroup) {
            groupBytes += (long) end - key;
            return NONE;
        }
        boolean large = groupBytes >= blockBytes;
        groupStart = key;
        prefixLength = prefix;
        groupBytes = (long) end - key;
        if (large) {
            return ANY;
        }
        // Of keys that are groups by themselves none is a better place than the next.
        return prefix < value - key ? blockBytes / 4 * 3 : NONE;
    }
}
