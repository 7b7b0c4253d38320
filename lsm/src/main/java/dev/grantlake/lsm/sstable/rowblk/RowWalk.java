package dev.grantlake.lsm.sstable.rowblk;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.LittleEndian;
import dev.grantlake.lsm.key.InternalKey;

import java.util.Arrays;

/**
 * A walk over the entries of a row block, which puts each key together in one buffer: the first {@code shared} bytes of
 * the key before stay, the unshared ones follow. Belongs to one thread.
 *
 * <p>Implementation note. An entry may not reach beyond its interval, and an interval begins with an empty buffer, so
 * that its first entry can share nothing.
 */
final class RowWalk {

    /** The most entries that an interval may have; the usual number is 1 or 16. */
    static final int MAX_INTERVAL_ENTRIES = 1 << 16;

    private final RowBlock block;
    private final RowEntry entry = new RowEntry();

    private byte[] key = new byte[64];
    private int keyLength;
    private int interval;
    private int intervalEnd;
    private int entriesOfInterval;

    /** A walk over whatever {@code block} holds; {@link #start} comes first. */
    RowWalk(RowBlock block) {
        this.block = block;
    }

    /** Stands before the first entry of an interval. */
    void start(int interval) {
        entry.before(block.restart(interval));
        enter(interval);
    }

    private void enter(int interval) {
        this.interval = interval;
        intervalEnd = block.intervalEnd(interval);
        entriesOfInterval = 0;
        keyLength = 0;
    }

    /** Moves to the next entry, also into the next interval; false behind the last, and then it stays where it is. */
    boolean next() {
        int position = entry.end();
        if (position == intervalEnd) {
            if (interval + 1 >= block.restarts()) {
                return false;
            }
            enter(interval + 1);
        }
        if (entriesOfInterval == MAX_INTERVAL_ENTRIES) {
            throw block.limit("more than " + MAX_INTERVAL_ENTRIES + " entries from one restart to the next");
        }
        entriesOfInterval++;
        entry.read(block, position, intervalEnd, keyLength);
        int shared = entry.shared();
        int unshared = entry.unshared();
        if (shared + unshared > key.length) {
            key = Arrays.copyOf(key, Math.max(shared + unshared, 2 * key.length));
        }
        System.arraycopy(block.array(), block.index(entry.keyAt()), key, shared, unshared);
        keyLength = shared + unshared;
        return true;
    }

    /** Moves back within the present interval; the caller puts the key right, whose length is known already. */
    void back(int position, int shared) {
        entry.read(block, position, intervalEnd, shared);
        keyLength = shared + entry.unshared();
        entriesOfInterval--;
    }

    /** The present entry. */
    RowEntry entry() {
        return entry;
    }

    /** The buffer that begins with the present key. */
    byte[] keyBuffer() {
        return key;
    }

    int keyLength() {
        return keyLength;
    }

    /** A copy of the present key. */
    Bytes key() {
        return Bytes.copyOf(key, 0, keyLength);
    }

    /** Length of the user key, where keys are internal ones. */
    int userKeyLength() {
        if (keyLength < InternalKey.TRAILER_BYTES) {
            throw block.corrupt(entry.position(), "an internal key of at least 8 bytes", keyLength + " bytes");
        }
        return keyLength - InternalKey.TRAILER_BYTES;
    }

    /** The trailer as stored, where keys are internal ones. */
    long trailer() {
        return LittleEndian.getLong(key, userKeyLength());
    }

    /** Compares the user key with {@code other}, where keys are internal ones. */
    int compareUserKey(Bytes other) {
        return Arrays.compareUnsigned(
                key, 0, userKeyLength(), other.array(), other.offset(), other.offset() + other.length());
    }
}
