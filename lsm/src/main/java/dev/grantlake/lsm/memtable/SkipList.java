package dev.grantlake.lsm.memtable;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Internal keys with values, in order: user keys ascending, versions of one newest first. Entries are added, never
 * changed or removed; any number of threads may add and read at once, without a lock. A node is an address.
 *
 * <p>Implementation note. Two arenas and no object an entry. A node is a few ints, and points to its bytes:
 *
 * <pre>
 * int | what
 *   0 | address of the key's bytes, right behind which the value's lie
 *   1 | length of the key
 *   2 | length of the value
 *   3 | trailer, high half first
 *   5 | a node before this one, most often the one right before
 *   6 | the next node at level 0, then at the levels above, as far as this node reaches
 * </pre>
 *
 * <p>Whoever adds a node writes all of it, and then links it in by a compare-and-set at each level from the bottom up;
 * readers follow links with acquire, so that they see nodes complete. As links only ever change by a node coming
 * between, a reader is never lost. The way back costs one int a node: it may be out of date, but what it names lies
 * before, and from there a step or two forward find the neighbour. Heights come from a hash of the address and a seed,
 * lest who chooses the keys chooses the shape.
 */
final class SkipList {

    /** No node. */
    static final int NONE = 0;

    /** A trailer before all versions of a user key. */
    static final long NEWEST = -1;

    private static final int ANY_KIND = 0xff;

    /** The most bytes that key and value of an entry have together: what fits into one array, in whole units. */
    private static final int MAX_ENTRY_BYTES = Integer.MAX_VALUE - 8 & -Arena.UNIT_BYTES;

    private static final int BYTES = 0;
    private static final int KEY_LENGTH = 1;
    private static final int VALUE_LENGTH = 2;
    private static final int TRAILER = 3;
    private static final int BACK = 5;
    private static final int LINKS = 6;

    /** With every fourth node reaching the next level, enough for 16 million entries; more are slower, not wrong. */
    private static final int MAX_HEIGHT = 12;

    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(int[].class);

    private final Arena<int[]> nodes;
    private final Arena<byte[]> bytes;
    private final long seed;
    /** Before all nodes; nothing but links. */
    private final int head;
    /** Where an entry was added last, unless somebody is adding: the next one often belongs right behind it. */
    private final AtomicReference<int @Nullable []> recent = new AtomicReference<>();

    /** An empty list, in memory that it may share with others. */
    SkipList(Arena<int[]> nodes, Arena<byte[]> bytes, long seed) {
        this.nodes = nodes;
        this.bytes = bytes;
        this.seed = seed;
        this.head = nodes.allocate(LINKS + MAX_HEIGHT);
    }

    /** Memory that an entry takes on average, in bytes. */
    static long entryBytes(int keyLength, int valueLength) {
        // Every node has one link, every fourth a second, and so on: 4/3 of 4 bytes. Of bytes there is at least a unit.
        return LINKS * 4L + 6 + (long) Arena.UNIT_BYTES * Math.max(1, units((long) keyLength + valueLength));
    }

    /** Adds an entry, from copies of the bytes given, unless its key is there; says whether it did. */
    boolean add(Bytes key, long trailer, Bytes value) {
        int[] before = recent.getAndSet(null);
        if (before == null) {
            before = new int[MAX_HEIGHT];
            Arrays.fill(before, head);
        }
        boolean added = add(key, trailer, value, before);
        recent.set(before);
        return added;
    }

    /**
     * As above; {@code before} holds the last nodes before some key at all levels, and those before the next one then.
     */
    private boolean add(Bytes key, long trailer, Bytes value, int[] before) {
        if (!liesBehind(before[0], key, trailer)) {
            int next = follower(search(key, trailer, before), key, trailer);
            if (next != NONE && compare(next, key, trailer) == 0) {
                return false;
            }
        }
        int data = write(key, value);
        int height = height(data);
        int node = nodes.allocate(LINKS + height);
        int[] words = nodes.chunk(node);
        int at = Arena.unit(node);
        words[at + BYTES] = data;
        words[at + KEY_LENGTH] = key.length();
        words[at + VALUE_LENGTH] = value.length();
        words[at + TRAILER] = (int) (trailer >>> Integer.SIZE);
        words[at + TRAILER + 1] = (int) trailer;
        for (int level = 0; level < height; level++) {
            if (!link(node, level, before[level], key, trailer)) {
                return false;
            }
            before[level] = node;
        }
        return true;
    }

    /** The first node, or {@link #NONE}. */
    int first() {
        return next(head, 0);
    }

    /** The last node, or {@link #NONE}. */
    int last() {
        int node = head;
        for (int level = MAX_HEIGHT - 1; level >= 0; level--) {
            for (int next = next(node, level); next != NONE; next = next(node, level)) {
                node = next;
            }
        }
        return nodeOrNone(node);
    }

    /** The first node at or behind this internal key, or {@link #NONE}. */
    int firstFrom(Bytes key, long trailer) {
        return follower(search(key, trailer, null), key, trailer);
    }

    /** The last node before this internal key, or {@link #NONE}. */
    int lastBefore(Bytes key, long trailer) {
        return nodeOrNone(search(key, trailer, null));
    }

    /** The node right behind, or {@link #NONE}. */
    int next(int node) {
        return next(node, 0);
    }

    /** The node right before, or {@link #NONE}. */
    int previous(int node) {
        int before = (int) WORD.getAcquire(nodes.chunk(node), Arena.unit(node) + BACK);
        for (int next = next(before, 0); next != node; next = next(before, 0)) {
            before = next;
        }
        return nodeOrNone(before);
    }

    long trailer(int node) {
        return trailer(nodes.chunk(node), Arena.unit(node));
    }

    /** Lets {@code key} and {@code value} show those of the node, for as long as anybody likes. */
    void show(int node, ByteView key, ByteView value) {
        int[] words = nodes.chunk(node);
        int at = Arena.unit(node);
        int data = words[at + BYTES];
        byte[] array = bytes.chunk(data);
        int from = Arena.unit(data) * Arena.UNIT_BYTES;
        key.showStable(array, from, words[at + KEY_LENGTH]);
        value.showStable(array, from + words[at + KEY_LENGTH], words[at + VALUE_LENGTH]);
    }

    /** Lets {@code value} show that of the node, for as long as anybody likes. */
    void showValue(int node, ByteView value) {
        int[] words = nodes.chunk(node);
        int at = Arena.unit(node);
        int data = words[at + BYTES];
        int from = Arena.unit(data) * Arena.UNIT_BYTES;
        value.showStable(bytes.chunk(data), from + words[at + KEY_LENGTH], words[at + VALUE_LENGTH]);
    }

    /** The newest version of a key that is older than {@code visibleBelow}, whatever its kind, or {@link #NONE}. */
    int find(Bytes userKey, long visibleBelow) {
        int node = firstFrom(userKey, (visibleBelow - 1) << Byte.SIZE | ANY_KIND);
        return node == NONE || compareKey(node, userKey) != 0 ? NONE : node;
    }

    /** The order of the node's user key and {@code key}. */
    int compareKey(int node, Bytes key) {
        return compareKey(nodes.chunk(node), Arena.unit(node), key);
    }

    /** The order of the node's internal key and the one given. */
    int compare(int node, Bytes key, long trailer) {
        int[] words = nodes.chunk(node);
        int at = Arena.unit(node);
        int order = compareKey(words, at, key);
        return order != 0 ? order : Long.compareUnsigned(trailer, trailer(words, at));
    }

    /** The order of two nodes. */
    int compare(int node, int other) {
        ByteView key = new ByteView();
        show(other, key, new ByteView());
        return node == other ? 0 : compare(node, key.retain(), trailer(other));
    }

    private int compareKey(int[] words, int at, Bytes key) {
        int data = words[at + BYTES];
        int from = Arena.unit(data) * Arena.UNIT_BYTES;
        return Arrays.compareUnsigned(
                bytes.chunk(data),
                from,
                from + words[at + KEY_LENGTH],
                key.array(),
                key.offset(),
                key.offset() + key.length());
    }

    private static long trailer(int[] words, int at) {
        return (long) words[at + TRAILER] << Integer.SIZE | Integer.toUnsignedLong(words[at + TRAILER + 1]);
    }

    private int next(int node, int level) {
        return (int) WORD.getAcquire(nodes.chunk(node), Arena.unit(node) + LINKS + level);
    }

    /**
     * The last node before this internal key, or the head.
     *
     * @param before takes the last nodes before the key at all levels, if somebody wants them
     */
    private int search(Bytes key, long trailer, int @Nullable [] before) {
        int node = head;
        int beyond = NONE;
        for (int level = MAX_HEIGHT - 1; level >= 0; level--) {
            int next = next(node, level);
            // What lies beyond at one level often is the next at the level below, too.
            while (next != NONE && next != beyond && compare(next, key, trailer) < 0) {
                node = next;
                next = next(node, level);
            }
            beyond = next;
            if (before != null) {
                before[level] = node;
            }
        }
        return node;
    }

    /**
     * Whether this internal key belongs right behind {@code node}; then it does so at all levels of the same search.
     */
    private boolean liesBehind(int node, Bytes key, long trailer) {
        if (node != head && compare(node, key, trailer) >= 0) {
            return false;
        }
        int next = next(node, 0);
        return next == NONE || compare(next, key, trailer) > 0;
    }

    /** The first node behind {@code node} that is not before this internal key: others may have come between. */
    private int follower(int node, Bytes key, long trailer) {
        int next = next(node, 0);
        while (next != NONE && compare(next, key, trailer) < 0) {
            next = next(next, 0);
        }
        return next;
    }

    /** Links a node in at one level, at or behind {@code before}; false if there is one with its key already. */
    private boolean link(int node, int level, int before, Bytes key, long trailer) {
        int[] words = nodes.chunk(node);
        int at = Arena.unit(node);
        int last = before;
        while (true) {
            int next = next(last, level);
            int order = next == NONE ? 1 : compare(next, key, trailer);
            if (order == 0) {
                return false;
            }
            if (order < 0) {
                last = next;
                continue;
            }
            // Nobody reads these two before the node can be reached at this level.
            words[at + LINKS + level] = next;
            if (level == 0) {
                words[at + BACK] = last;
            }
            if (WORD.compareAndSet(nodes.chunk(last), Arena.unit(last) + LINKS + level, next, node)) {
                if (level == 0 && next != NONE) {
                    WORD.setRelease(nodes.chunk(next), Arena.unit(next) + BACK, node);
                }
                return true;
            }
        }
    }

    private int write(Bytes key, Bytes value) {
        long length = (long) key.length() + value.length();
        if (length > MAX_ENTRY_BYTES) {
            throw new StorageException(
                    StorageException.Kind.LIMIT_EXCEEDED,
                    "an entry of " + length + " bytes, at most " + MAX_ENTRY_BYTES + " are possible");
        }
        // One unit at least, so that no two entries have one address.
        int data = bytes.allocate(Math.max(1, units(length)));
        byte[] array = bytes.chunk(data);
        int from = Arena.unit(data) * Arena.UNIT_BYTES;
        System.arraycopy(key.array(), key.offset(), array, from, key.length());
        System.arraycopy(value.array(), value.offset(), array, from + key.length(), value.length());
        return data;
    }

    private static int units(long length) {
        return (int) ((length + Arena.UNIT_BYTES - 1) / Arena.UNIT_BYTES);
    }

    /** 1 in three cases of four, else 2 in three cases of four, and so on. The mixing is that of SplitMix64. */
    private int height(int data) {
        long mixed = seed + data * 0x9e3779b97f4a7c15L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        mixed ^= mixed >>> 31;
        return Math.min(MAX_HEIGHT, 1 + Long.numberOfTrailingZeros(mixed) / 2);
    }

    private int nodeOrNone(int node) {
        return node == head ? NONE : node;
    }
}
