package dev.grantlake.lsm.memtable;

import dev.grantlake.base.Bytes;
import dev.grantlake.lsm.cursor.DeletedRanges;
import dev.grantlake.lsm.key.InternalKey;
import dev.grantlake.lsm.key.KeyBounds;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.RangeDeletion;
import dev.grantlake.lsm.key.Trailer;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Points and range deletions in memory, in order of internal key: the newest part of a database, above all its tables.
 * Batches of a log are applied to it; {@link MemtableView} is how reads see it. Nothing in it is ever replaced.
 *
 * <p>One thread writes at a time, any number read meanwhile.
 *
 * <p>Implementation note. The JDK's skip list, because readers need no lock and a view costs no copy. Keys and values
 * are copied into one array an entry, so that an entry does not pin the block of the log that it came in.
 */
public final class Memtable {

    /**
     * Memory of an entry beyond its bytes, as a 64-bit JVM with compressed references lays it out: list node and its
     * share of the index 40, internal key 24, two views 48, array header and padding 24.
     */
    private static final int ENTRY_OVERHEAD_BYTES = 136;

    private final ConcurrentSkipListMap<InternalKey, Bytes> points = new ConcurrentSkipListMap<>();
    /** By start and trailer; the value is the end. */
    private final ConcurrentSkipListMap<InternalKey, Bytes> rangeDeletions = new ConcurrentSkipListMap<>();

    private volatile long smallestSequence = Trailer.MAX_SEQUENCE;
    private volatile long largestSequence;

    /** Memory that an entry takes, in bytes. */
    public static long entryBytes(Bytes userKey, Bytes value) {
        return (long) ENTRY_OVERHEAD_BYTES + userKey.length() + value.length();
    }

    /**
     * Adds a version of a key, from copies of the bytes given.
     *
     * @throws IllegalStateException if there is one of this sequence number and kind already
     */
    public void add(Bytes userKey, long trailer, Bytes value) {
        add(points, userKey, trailer, value);
    }

    /**
     * Adds the deletion of all older versions of the keys from {@code start} up to and without {@code end}; one that
     * holds no key has no effect.
     *
     * @throws IllegalStateException if there is one from this key with this sequence number already
     */
    public void deleteRange(Bytes start, Bytes end, long sequence) {
        if (start.compareTo(end) < 0) {
            add(rangeDeletions, start, Trailer.of(sequence, KeyKind.RANGE_DELETE), end);
        }
    }

    public boolean isEmpty() {
        return points.isEmpty() && rangeDeletions.isEmpty();
    }

    /**
     * What is in here now, or null if that is nothing. What is added later has greater sequence numbers than reads of
     * the view look for.
     *
     * @param visibleBelow range deletions with this or a greater sequence number do not count
     */
    public @Nullable MemtableView view(long visibleBelow) {
        KeyBounds bounds = bounds();
        return bounds == null
                ? null
                : new MemtableView(
                        points.subMap(bounds.smallest(), true, bounds.largest(), true),
                        bounds,
                        smallestSequence,
                        largestSequence,
                        DeletedRanges.of(deletions(), visibleBelow),
                        visibleBelow);
    }

    /** All range deletions, in order of start, newest first. */
    public List<RangeDeletion> deletions() {
        List<RangeDeletion> deletions = new ArrayList<>();
        for (Map.Entry<InternalKey, Bytes> entry : rangeDeletions.entrySet()) {
            InternalKey start = entry.getKey();
            deletions.add(new RangeDeletion(start.userKey(), entry.getValue(), start.sequence()));
        }
        return deletions;
    }

    private void add(Map<InternalKey, Bytes> entries, Bytes userKey, long trailer, Bytes value) {
        byte[] own = new byte[userKey.length() + value.length()];
        System.arraycopy(userKey.array(), userKey.offset(), own, 0, userKey.length());
        System.arraycopy(value.array(), value.offset(), own, userKey.length(), value.length());
        InternalKey key = new InternalKey(Bytes.wrap(own, 0, userKey.length()), trailer);
        if (entries.putIfAbsent(key, Bytes.wrap(own, userKey.length(), value.length())) != null) {
            throw new IllegalStateException(key + " is there already");
        }
        long sequence = Trailer.sequence(trailer);
        smallestSequence = Math.min(smallestSequence, sequence);
        largestSequence = Math.max(largestSequence, sequence);
    }

    private @Nullable KeyBounds bounds() {
        KeyBounds bounds = points.isEmpty() ? null : new KeyBounds(points.firstKey(), points.lastKey());
        for (Map.Entry<InternalKey, Bytes> entry : rangeDeletions.entrySet()) {
            InternalKey end = new InternalKey(entry.getValue(), Trailer.of(Trailer.MAX_SEQUENCE, KeyKind.RANGE_DELETE));
            KeyBounds covered = new KeyBounds(entry.getKey(), end);
            bounds = bounds == null ? covered : bounds.and(covered);
        }
        return bounds;
    }
}
