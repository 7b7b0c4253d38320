package dev.grantlake.lsm.inspect;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.lsm.key.KeyBounds;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.RangeDeletion;
import dev.grantlake.lsm.key.RangeKey;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.sstable.BlockHandle;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;

/** What the entries of a table add up to, in the order in which a walk meets them. Belongs to one thread. */
final class TableTally {

    private final ShownTables shown;
    private long points;
    private long deletions;
    private long merges;
    private long rangeDeletions;
    private long dataBlocks;
    private long dataBytes;
    private long keyBytes;
    private long valueBytes;
    private long valueBlocks;
    private long externalValues;
    private long smallestSequence = Trailer.MAX_SEQUENCE;
    private long largestSequence;
    private @Nullable Bytes smallest;
    private @Nullable Bytes largest;
    private boolean largestExcluded;

    private byte[] last = new byte[64];
    private int lastLength = -1;
    private long lastTrailer;
    private boolean sameKey;

    /** Nothing is added up yet; what virtual tables show of it goes to {@code shown}. */
    TableTally(ShownTables shown) {
        this.shown = shown;
    }

    /** What virtual tables show of it. */
    ShownTables shown() {
        return shown;
    }

    /** Whether an entry comes after the one before in the order of internal keys. */
    boolean follows(ByteView key, long trailer) {
        int order = lastLength < 0
                ? -1
                : Arrays.compareUnsigned(last, 0, lastLength, key.array(), key.offset(), key.offset() + key.length());
        sameKey = order == 0;
        return order < 0 || (order == 0 && Long.compareUnsigned(trailer, lastTrailer) < 0);
    }

    /** Whether the entry that was last asked about has the user key of the one before. */
    boolean repeatsKey() {
        return sameKey;
    }

    Bytes lastKey() {
        return Bytes.copyOf(last, 0, Math.max(0, lastLength));
    }

    void point(ByteView key, long trailer, int valueLength, boolean external) {
        if (smallest == null || (points == 0 && key.compareWith(smallest) < 0)) {
            smallest = key.copy();
        }
        if (key.length() > last.length) {
            last = new byte[Math.max(key.length(), 2 * last.length)];
        }
        System.arraycopy(key.array(), key.offset(), last, 0, key.length());
        lastLength = key.length();
        lastTrailer = trailer;
        points++;
        int kind = Trailer.kindCode(trailer);
        if (kind == KeyKind.DELETE.code()
                || kind == KeyKind.SINGLE_DELETE.code()
                || kind == KeyKind.DELETE_SIZED.code()) {
            deletions++;
        } else if (kind == KeyKind.MERGE.code()) {
            merges++;
        }
        keyBytes += key.length() + (long) Long.BYTES;
        valueBytes += valueLength;
        externalValues += external ? 1 : 0;
        sequence(Trailer.sequence(trailer));
        shown.point(key, Trailer.sequence(trailer));
    }

    void rangeDeletion(RangeDeletion deletion) {
        rangeDeletions++;
        sequence(deletion.sequence());
        shown.rangeDeletion(deletion);
        if (smallest == null || deletion.start().compareTo(smallest) < 0) {
            smallest = deletion.start();
        }
        if (largest == null || deletion.end().compareTo(largest) > 0) {
            largest = deletion.end();
            largestExcluded = true;
        }
    }

    /** Range keys have sequence numbers too; points do not see them otherwise. */
    void rangeKeys(List<RangeKey> keys) {
        keys.forEach(key -> {
            sequence(key.sequence());
            shown.rangeKey(key);
        });
    }

    private void sequence(long sequence) {
        smallestSequence = Math.min(smallestSequence, sequence);
        largestSequence = Math.max(largestSequence, sequence);
    }

    void dataBlock(BlockHandle handle) {
        dataBlocks++;
        dataBytes += handle.length() + BlockHandle.TRAILER_BYTES;
    }

    void valueBlock() {
        valueBlocks++;
    }

    long points() {
        return points;
    }

    long deletions() {
        return deletions;
    }

    long merges() {
        return merges;
    }

    long rangeDeletions() {
        return rangeDeletions;
    }

    long dataBlocks() {
        return dataBlocks;
    }

    long dataBytes() {
        return dataBytes;
    }

    long keyBytes() {
        return keyBytes;
    }

    long valueBytes() {
        return valueBytes;
    }

    long valueBlocks() {
        return valueBlocks;
    }

    long externalValues() {
        return externalValues;
    }

    long smallestSequence() {
        return smallestSequence;
    }

    long largestSequence() {
        return largestSequence;
    }

    boolean isEmpty() {
        return points + rangeDeletions == 0;
    }

    /** Whether every key lies within {@code bounds}. */
    boolean within(KeyBounds bounds) {
        if (isEmpty()) {
            return true;
        }
        boolean low = smallest != null && bounds.smallest().userKey().compareTo(smallest) <= 0;
        boolean points = lastLength < 0 || !bounds.endsBefore(lastKey());
        boolean ranges = !largestExcluded
                || largest == null
                || bounds.largest().userKey().compareTo(largest) >= 0;
        return low && points && ranges;
    }

    /** The least and the greatest key, for messages. */
    String span() {
        Bytes end = largestExcluded && largest != null && largest.compareTo(lastKey()) > 0 ? largest : lastKey();
        return smallest + " to " + end;
    }
}
