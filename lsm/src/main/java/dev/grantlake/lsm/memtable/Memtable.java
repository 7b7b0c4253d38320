package dev.grantlake.lsm.memtable;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.key.InternalKey;
import dev.grantlake.lsm.key.KeyBounds;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.RangeDeletion;
import dev.grantlake.lsm.key.Trailer;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Points and range deletions in memory, in order of internal key: the newest part of a database, above all its tables.
 * Batches are applied to it, one that is committed or one that a log holds; {@link MemtableView} is how reads see it.
 * Nothing in it is ever replaced.
 *
 * <p>Thread-safe: any number of threads may add and read at once. That a reader sees all of a batch or nothing is not
 * its work but that of sequence numbers: who opens a view at {@code visibleBelow} has seen to it that everything with a
 * smaller number is in, and what is added meanwhile has greater ones.
 *
 * <p>Keys and values are copied into chunks of memory that the collector frees when neither the memtable nor anything
 * that was read from it is in use. An entry takes {@link #entryBytes}, the whole {@link #memoryBytes}: an empty one 2
 * KiB, and at most an eighth more than its entries and twice 256 KiB when it has grown. At least 2 GiB fit.
 */
public final class Memtable {

    private final Arena<int[]> nodes = new Arena<>(new int[4][], int[]::new);
    private final Arena<byte[]> bytes = new Arena<>(new byte[4][], units -> new byte[units * Arena.UNIT_BYTES]);
    private final SkipList points;
    /** By start and trailer; the value is the end. */
    private final SkipList rangeDeletions;

    private final AtomicInteger deletionCount = new AtomicInteger();
    private final AtomicLong smallestSequence = new AtomicLong(Trailer.MAX_SEQUENCE);
    private final AtomicLong largestSequence = new AtomicLong();
    /** As they were when somebody last looked. */
    private volatile WrittenDeletions seenDeletions = WrittenDeletions.NONE;

    /**
     * An empty memtable. Its shape is left to chance, since a log can be made by somebody who wants searches in it to
     * take forever; nothing that is read depends on it.
     */
    public Memtable() {
        this(new SplittableRandom().nextLong());
    }

    /** An empty memtable whose shape depends on nothing but {@code seed} and what is added by one thread. */
    public Memtable(long seed) {
        this.points = new SkipList(nodes, bytes, seed);
        this.rangeDeletions = new SkipList(nodes, bytes, seed);
    }

    /** Memory that an entry takes on average, in bytes. */
    public static long entryBytes(Bytes userKey, Bytes value) {
        return entryBytes(userKey.length(), value.length());
    }

    /** Memory that an entry of these lengths takes on average, in bytes. */
    public static long entryBytes(int keyLength, int valueLength) {
        return SkipList.entryBytes(keyLength, valueLength);
    }

    /** Memory that this takes now, in bytes, what is still free in its chunks included. */
    public long memoryBytes() {
        return nodes.bytes() + bytes.bytes();
    }

    /**
     * Adds a version of a key, from copies of the bytes given.
     *
     * @throws IllegalStateException if there is one of this sequence number and kind already
     * @throws StorageException of kind {@code LIMIT_EXCEEDED} if it does not fit, from 2 GiB on
     */
    public void add(Bytes userKey, long trailer, Bytes value) {
        add(points, userKey, trailer, value);
    }

    /**
     * Adds the deletion of all older versions of the keys from {@code start} up to and without {@code end}; one that
     * holds no key has no effect.
     *
     * @throws IllegalStateException if there is one from this key with this sequence number already
     * @throws StorageException of kind {@code LIMIT_EXCEEDED} if it does not fit, from 2 GiB on
     */
    public void deleteRange(Bytes start, Bytes end, long sequence) {
        if (start.compareTo(end) < 0) {
            add(rangeDeletions, start, Trailer.of(sequence, KeyKind.RANGE_DELETE), end);
            // After it is in, so that who reads this number finds as many.
            deletionCount.incrementAndGet();
        }
    }

    public boolean isEmpty() {
        return points.first() == SkipList.NONE && rangeDeletions.first() == SkipList.NONE;
    }

    /**
     * What is in here now, or null if that is nothing. Costs a look at both ends, and nothing for each entry.
     *
     * @param visibleBelow everything with a smaller sequence number is in already; range deletions with this or a
     *     greater one do not count
     */
    public @Nullable MemtableView view(long visibleBelow) {
        WrittenDeletions deletions = written();
        // The last first: whatever is added meanwhile, the first is not behind it.
        int last = points.last();
        int first = last == SkipList.NONE ? SkipList.NONE : points.first();
        KeyBounds bounds = deletions.bounds();
        if (first != SkipList.NONE) {
            KeyBounds ofPoints = new KeyBounds(key(points, first), key(points, last));
            bounds = bounds == null ? ofPoints : ofPoints.and(bounds);
        }
        return bounds == null
                ? null
                : new MemtableView(
                        points,
                        first,
                        last,
                        bounds,
                        smallestSequence.get(),
                        largestSequence.get(),
                        deletions.ranges(visibleBelow),
                        visibleBelow);
    }

    /**
     * Finds the newest version of a key that is older than {@code visibleBelow}, whatever its kind, without a view.
     *
     * @param value shows the value of what is found, for as long as anybody likes
     * @return its trailer, or {@link MemtableView#NOT_FOUND}
     */
    public long find(Bytes userKey, long visibleBelow, ByteView value) {
        int node = points.find(userKey, visibleBelow);
        if (node == SkipList.NONE) {
            return MemtableView.NOT_FOUND;
        }
        points.showValue(node, value);
        return points.trailer(node);
    }

    /**
     * The sequence number below which points at {@code userKey} are hidden, or 0 if they are not.
     *
     * @param visibleBelow range deletions with this or a greater sequence number do not count
     */
    public long hidesBelow(Bytes userKey, long visibleBelow) {
        return written().hidesBelow(userKey, visibleBelow);
    }

    /** All range deletions, in order of start, newest first. */
    public List<RangeDeletion> deletions() {
        return written().deletions();
    }

    private void add(SkipList list, Bytes userKey, long trailer, Bytes value) {
        if (!list.add(userKey, trailer, value)) {
            throw new IllegalStateException(new InternalKey(userKey, trailer) + " is there already");
        }
        long sequence = Trailer.sequence(trailer);
        if (sequence < smallestSequence.get()) {
            smallestSequence.accumulateAndGet(sequence, Math::min);
        }
        if (sequence > largestSequence.get()) {
            largestSequence.accumulateAndGet(sequence, Math::max);
        }
    }

    private WrittenDeletions written() {
        int counted = deletionCount.get();
        WrittenDeletions seen = seenDeletions;
        if (seen.counted() < counted) {
            seen = WrittenDeletions.of(counted, list());
            seenDeletions = seen;
        }
        return seen;
    }

    private List<RangeDeletion> list() {
        List<RangeDeletion> deletions = new ArrayList<>();
        ByteView end = new ByteView();
        for (int node = rangeDeletions.first(); node != SkipList.NONE; node = rangeDeletions.next(node)) {
            rangeDeletions.showValue(node, end);
            deletions.add(new RangeDeletion(
                    rangeDeletions.key(node), end.retain(), Trailer.sequence(rangeDeletions.trailer(node))));
        }
        return deletions;
    }

    private static InternalKey key(SkipList list, int node) {
        return new InternalKey(list.key(node), list.trailer(node));
    }
}
