package dev.grantlake.lsm.bulk;

import dev.grantlake.base.XxHash64;

/**
 * Finds where tables end, by what the keys are and not by how many came before: two loads of nearly the same keys agree
 * again soon behind every difference, so that most tables are the same, byte for byte. Belongs to one thread.
 *
 * <p>Each key has a score, the hash of its group's prefix if it begins a group, else the hash of the whole key, which
 * counts for less than any group's. Between half the target and twice the target a table ends
 *
 * <ul>
 *   <li>before the first key that begins a group and whose score is low enough for the bytes of the group before it:
 *       such a key comes once in half a target, however long entries and groups are;
 *   <li>or, if there is none, before the key with the least score, which for a group that is larger than a table is one
 *       within the group.
 * </ul>
 *
 * <p>What is low enough for a large target is low enough for a small one. So where the number of a table shifts by one,
 * and with it the place at which targets double, the cuts soon agree again, too.
 */
final class TableCuts {

    private TableSizes sizes;
    private final KeyGroups groups;

    private int index;
    private long least;
    private long most;
    private long distance;

    private int entries;
    private long bytes;
    private long groupBytes;
    private int prefixLength;
    private int bestEntry;
    private long bestScore;

    TableCuts(TableSizes sizes, KeyGroups groups) {
        this.sizes = sizes;
        this.groups = groups;
        begin(0);
    }

    /** Says that the next key is the first of a family, whose tables have nothing to do with those before. */
    void beginFamily(TableSizes ofFamily) {
        sizes = ofFamily;
        begin(0);
    }

    /** Says that the next key to be offered is the first of the next table of the same family. */
    void beginTable() {
        begin(index + 1);
    }

    private void begin(int index) {
        this.index = index;
        int target = sizes.targetBytes(index);
        least = target / 2;
        most = 2L * target;
        distance = target / 2;
        entries = 0;
        bytes = 0;
        groupBytes = 0;
        bestEntry = 0;
        bestScore = -1;
    }

    /**
     * Looks at the next key. Either takes it into the present table, or says where that ends; then it is for the caller
     * to {@link #beginTable} and to offer again what lies behind that place, this key included.
     *
     * @param sameBytes how many bytes at their beginning this key and the one before have in common
     * @param entryBytes of key and value
     * @return how many of the present table's entries stay in it, or 0 if the key was taken
     */
    int offer(byte[] key, int offset, int length, int sameBytes, long entryBytes) {
        int prefix = groups.prefixLength(key, offset, length);
        boolean beginsGroup = prefix != prefixLength || sameBytes < prefix;
        boolean full = bytes + entryBytes > most;
        if (entries > 0 && (bytes >= least || full)) {
            long hash = XxHash64.of(key, offset, beginsGroup ? prefix : length, 0) >>> 1;
            if (beginsGroup && lowEnough(hash)) {
                return entries;
            }
            long score = beginsGroup ? hash : hash | Long.MIN_VALUE;
            if (bestEntry == 0 || Long.compareUnsigned(score, bestScore) < 0) {
                bestScore = score;
                bestEntry = entries;
            }
            if (full) {
                return bestEntry;
            }
        }
        entries++;
        bytes += entryBytes;
        groupBytes = beginsGroup ? entryBytes : groupBytes + entryBytes;
        prefixLength = prefix;
        return 0;
    }

    /** Whether a number below 2^63 is one that comes with the probability of group bytes to distance. */
    private boolean lowEnough(long hash) {
        return groupBytes >= distance || hash < groupBytes * (Long.MAX_VALUE / distance);
    }
}
