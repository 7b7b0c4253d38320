package dev.grantlake.lsm.sstable.rowblk;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.LittleEndian;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;

/**
 * The skeleton of a row block: where its entries end and where its intervals begin. Format:
 * {@code docs/formats/sstable.md}, "Row blocks":
 *
 * <pre>
 * entry*    varint shared, varint unshared, varint value length, unshared key bytes, value bytes
 * 4·n       where the intervals begin (restarts), little-endian; n ≥ 1, the first is 0
 * 4         n
 * </pre>
 *
 * An interval is what lies from one restart to the next; its first entry shares nothing. Bit 31 of a restart is a flag
 * of data blocks and no part of the place. An object serves block after block; it belongs to one thread while it is
 * being loaded.
 *
 * <p>Implementation note. Loading proves that the restarts ascend, so every interval is a stretch of its own that is
 * not empty; {@link RowWalk} proves that entries fill it exactly. So a block reads the same from both ends.
 */
final class RowBlock {

    private static final int PLACE = 0x7fff_ffff;
    private static final Location NOWHERE = Location.of("", "no block");

    private byte[] array = Bytes.EMPTY.array();
    private int start;
    private int entriesEnd;
    private int restarts;
    private Location where = NOWHERE;

    /** Takes up a block that lies at {@code where}, and proves its skeleton. */
    void load(Bytes block, Location where) {
        this.array = block.array();
        this.start = block.offset();
        this.where = where;
        if (block.length() < 2 * Integer.BYTES) {
            throw corrupt(0, "a row block of at least 8 bytes", block.length() + " bytes");
        }
        int countPosition = block.length() - Integer.BYTES;
        restarts = LittleEndian.getInt(array, start + countPosition);
        if (restarts < 1 || restarts > countPosition / Integer.BYTES) {
            throw corrupt(
                    countPosition,
                    "between 1 and " + countPosition / Integer.BYTES + " restarts",
                    Integer.toUnsignedString(restarts));
        }
        entriesEnd = countPosition - Integer.BYTES * restarts;
        requireAscendingRestarts();
    }

    private void requireAscendingRestarts() {
        if (restart(0) != 0) {
            throw corrupt(entriesEnd, "the first restart at 0", "at " + restart(0));
        }
        int before = 0;
        for (int i = 1; i < restarts; i++) {
            int restart = restart(i);
            if (restart <= before || restart >= entriesEnd) {
                throw corrupt(
                        entriesEnd + Integer.BYTES * i,
                        "a restart between " + before + " and " + entriesEnd,
                        "at " + restart);
            }
            before = restart;
        }
    }

    /** The array that holds the block. */
    byte[] array() {
        return array;
    }

    /** Index in {@link #array()} of a position in the block. */
    int index(int position) {
        return start + position;
    }

    /** Position behind the last entry; 0 if there is none. */
    int entriesEnd() {
        return entriesEnd;
    }

    /** Number of intervals; one, which is empty, if there are no entries. */
    int restarts() {
        return restarts;
    }

    /** Position at which an interval begins. */
    int restart(int interval) {
        return LittleEndian.getInt(array, start + entriesEnd + Integer.BYTES * interval) & PLACE;
    }

    /** Position behind an interval. */
    int intervalEnd(int interval) {
        return interval + 1 < restarts ? restart(interval + 1) : entriesEnd;
    }

    /** The interval that a position before {@link #entriesEnd()} lies in. */
    int intervalOf(int position) {
        int low = 0;
        int high = restarts - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (restart(middle) <= position) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** Where a position lies. In a block that was compressed, positions are those in the decoded block. */
    Location at(int position) {
        return where.as("position " + position + " in " + where.part());
    }

    StorageException corrupt(int position, String expected, String found) {
        return StorageException.corrupt(at(position), expected, found);
    }

    StorageException limit(String exceeded) {
        return StorageException.limit(where, exceeded);
    }
}
