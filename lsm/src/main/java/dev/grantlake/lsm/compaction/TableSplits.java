package dev.grantlake.lsm.compaction;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.lsm.manifest.TableMetadata;

import java.util.List;

/**
 * Says where one table ends and the next begins, as Pebble v2.1.5 does. A table is about as large as the target, and
 * preferably ends where a table of the next level begins; and it does not overlap too much of that level, since who
 * moves it down later has to rewrite all of it. Belongs to one thread.
 */
final class TableSplits {

    /** So many times its target a table may overlap of the next level. */
    private static final int MOST_OVERLAPPED = 10;

    private final long targetBytes;
    private final List<TableMetadata> grandparents;

    /** The first grandparent that begins behind the last key that was offered. */
    private int next;

    private int bordersSeen;
    private long overlappedBytes;

    /**
     * The splits of one rewrite.
     *
     * @param grandparents in order
     */
    TableSplits(long targetBytes, List<TableMetadata> grandparents) {
        this.targetBytes = targetBytes;
        this.grandparents = grandparents;
    }

    /**
     * Whether the present table should end before {@code key}. Keys are offered in order, each once.
     *
     * @param tableBytes of the present table so far
     */
    boolean before(ByteView key, long tableBytes) {
        int border = next;
        long overlapped = overlappedBytes;
        while (next < grandparents.size() && key.compareWith(start(next)) >= 0) {
            overlappedBytes += grandparents.get(next).size();
            next++;
        }
        boolean atBorder = next > border;
        bordersSeen += next - border;
        boolean split;
        if (atBorder && overlapped > MOST_OVERLAPPED * targetBytes) {
            split = true;
        } else if (tableBytes < targetBytes / 2) {
            split = false;
        } else if (atBorder) {
            split = tableBytes >= targetBytes * Math.min(50 + 5 * (bordersSeen - 1), 90) / 100;
        } else {
            split = tableBytes >= (next == grandparents.size() ? targetBytes : 2 * targetBytes);
        }
        if (split) {
            bordersSeen = 0;
            overlappedBytes = next == 0 ? 0 : grandparents.get(next - 1).size();
        }
        return split;
    }

    private Bytes start(int grandparent) {
        return grandparents.get(grandparent).bounds().smallest().userKey();
    }
}
