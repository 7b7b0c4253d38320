package dev.grantlake.lsm.memtable;

import dev.grantlake.base.BigEndian;
import dev.grantlake.base.ByteSink;
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
 * <p>Implementation note. Two arenas and no object an entry. What takes the time is waiting for memory, once for each
 * node that a search compares with; so links and key lie side by side, and all that is only looked at in the end behind
 * them. A node is a few ints around its address:
 *
 * <pre>
 * int   | what
 * -1 -l | the next node at level l, for each level that this node reaches
 *   0   | length of the key
 *   1…  | the key, four bytes an int, most significant first, the last filled up with zeros
 *   +0  | trailer, high half first
 *   +2  | a node before this one, most often the one right before
 *   +3  | address of the value
 *   +4  | length of the value
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

    private static final int KEY_LENGTH = 0;
    private static final int KEY = 1;

    /** Where the parts behind the key lie, and how many ints they are. */
    private static final int TRAILER = 0;

    private static final int BACK = 2;
    private static final int VALUE = 3;
    private static final int VALUE_LENGTH = 4;
    private static final int REST = 5;

    /**
     * With every second node reaching the next level, enough for a million entries; more are slower, not wrong. Fewer
     * nodes up there would make a search compare more, and memory is not what links take most of.
     */
    private static final int MAX_HEIGHT = 20;

    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(int[].class);

    private final Arena<int[]> nodes;
    private final Arena<byte[]> bytes;
    private final long seed;
    /** Before all nodes; nothing but links. */
    private final int head;
    /** Where an entry was added last, unless somebody is adding: the next one often belongs right behind it. */
    private final AtomicReference<@Nullable Place> recent = new AtomicReference<>();

    /** Where a key belongs: at each level the last node before it, and the first behind it when it was looked for. */
    private static final class Place {

        private final int[] before = new int[MAX_HEIGHT];
        private final int[] behind = new int[MAX_HEIGHT];

        Place(int head) {
            Arrays.fill(before, head);
        }
    }

    /** An empty list, in memory that it may share with others. */
    SkipList(Arena<int[]> nodes, Arena<byte[]> bytes, long seed) {
        this.nodes = nodes;
        this.bytes = bytes;
        this.seed = seed;
        this.head = nodes.allocate(MAX_HEIGHT + KEY) + MAX_HEIGHT;
    }

    /** Memory that an entry takes on average, in bytes. */
    static long entryBytes(int keyLength, int valueLength) {
        // Every node has one link, every second another, and so on: two. Of a value there is at least a unit.
        long node = 2L + KEY + units(keyLength) + REST;
        return Arena.UNIT_BYTES * (node + Math.max(1, units(valueLength)));
    }

    /** Adds an entry, from copies of the bytes given, unless its key is there; says whether it did. */
    boolean add(Bytes key, long trailer, Bytes value) {
        Place place = recent.getAndSet(null);
        if (place == null) {
            place = new Place(head);
        }
        boolean added = add(key, trailer, value, place);
        recent.set(place);
        return added;
    }

    /** As above; {@code place} is that of some key, and becomes that of the next one behind this key. */
    private boolean add(Bytes key, long trailer, Bytes value, Place place) {
        if (!liesBehind(place.before[0], key, trailer)) {
            search(key, trailer, place);
            if (place.behind[0] != NONE && compare(place.behind[0], key, trailer) == 0) {
                return false;
            }
        }
        int data = write(key, value);
        int height = height(data);
        int node = nodes.allocate(height + KEY + units(key.length()) + REST) + height;
        int[] words = nodes.chunk(node);
        int at = Arena.unit(node);
        writeKey(words, at, key);
        int rest = rest(words, at);
        words[rest + TRAILER] = (int) (trailer >>> Integer.SIZE);
        words[rest + TRAILER + 1] = (int) trailer;
        words[rest + VALUE] = data;
        words[rest + VALUE_LENGTH] = value.length();
        for (int level = 0; level < height; level++) {
            if (!link(node, level, place, key, trailer)) {
                return false;
            }
            place.before[level] = node;
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
        int node = next(search(key, trailer, null), 0);
        // Others may have come between.
        while (node != NONE && compare(node, key, trailer) < 0) {
            node = next(node, 0);
        }
        return node;
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
        int[] words = nodes.chunk(node);
        int before = (int) WORD.getAcquire(words, rest(words, Arena.unit(node)) + BACK);
        for (int next = next(before, 0); next != node; next = next(before, 0)) {
            before = next;
        }
        return nodeOrNone(before);
    }

    long trailer(int node) {
        return trailer(nodes.chunk(node), Arena.unit(node));
    }

    /** A copy of the user key of the node. */
    Bytes key(int node) {
        ByteSink key = new ByteSink(0);
        copyKey(node, key);
        return Bytes.wrap(key.array(), 0, key.size());
    }

    /** Puts a copy of the user key of the node into {@code target}, and nothing else. */
    void copyKey(int node, ByteSink target) {
        int[] words = nodes.chunk(node);
        int at = Arena.unit(node);
        int length = words[at + KEY_LENGTH];
        target.clear();
        for (int i = 0; i < units(length); i++) {
            target.writeIntBe(words[at + KEY + i]);
        }
        target.truncate(length);
    }

    /** Lets {@code value} show that of the node, for as long as anybody likes. */
    void showValue(int node, ByteView value) {
        int[] words = nodes.chunk(node);
        int rest = rest(words, Arena.unit(node));
        int data = words[rest + VALUE];
        value.showStable(bytes.chunk(data), Arena.unit(data) * Arena.UNIT_BYTES, words[rest + VALUE_LENGTH]);
    }

    /** The newest version of a key that is older than {@code visibleBelow}, whatever its kind, or {@link #NONE}. */
    int find(Bytes userKey, long visibleBelow) {
        int node = firstFrom(userKey, (visibleBelow - 1) << Byte.SIZE | ANY_KIND);
        return node == NONE || compareKey(node, userKey) != 0 ? NONE : node;
    }

    /** Whether two nodes are versions of one user key. */
    boolean sameKey(int node, int other) {
        int[] words = nodes.chunk(node);
        int[] otherWords = nodes.chunk(other);
        int at = Arena.unit(node);
        int otherAt = Arena.unit(other);
        return Arrays.equals(words, at, rest(words, at), otherWords, otherAt, rest(otherWords, otherAt));
    }

    /** The order of the node's user key and {@code key}. */
    int compareKey(int node, Bytes key) {
        return compareKey(nodes.chunk(node), Arena.unit(node), key);
    }

    /** The order of two nodes. */
    int compare(int node, int other) {
        return node == other ? 0 : compare(node, key(other), trailer(other));
    }

    /** The order of the node's internal key and the one given. */
    int compare(int node, Bytes key, long trailer) {
        return compare(nodes.chunk(node), Arena.unit(node), key, trailer);
    }

    private static int compare(int[] words, int at, Bytes key, long trailer) {
        int order = compareKey(words, at, key);
        return order != 0 ? order : Long.compareUnsigned(trailer, trailer(words, at));
    }

    /** Zeros behind the end of one of the two decide nothing wrong: where all else is equal, it is the shorter. */
    private static int compareKey(int[] words, int at, Bytes key) {
        byte[] array = key.array();
        int from = key.offset();
        int length = words[at + KEY_LENGTH];
        int common = Math.min(length, key.length());
        int index = 0;
        for (; index + Arena.UNIT_BYTES <= common; index += Arena.UNIT_BYTES) {
            int mine = words[at + KEY + index / Arena.UNIT_BYTES];
            int other = BigEndian.getInt(array, from + index);
            if (mine != other) {
                return Integer.compareUnsigned(mine, other);
            }
        }
        if (index < common) {
            int order = Integer.compareUnsigned(words[at + KEY + index / Arena.UNIT_BYTES], unitAt(key, index));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(length, key.length());
    }

    private static void writeKey(int[] words, int at, Bytes key) {
        words[at + KEY_LENGTH] = key.length();
        for (int i = 0; i < units(key.length()); i++) {
            words[at + KEY + i] = unitAt(key, i * Arena.UNIT_BYTES);
        }
    }

    /** Four bytes of a key from {@code index} on, with zeros in place of those that it does not have. */
    private static int unitAt(Bytes key, int index) {
        int count = key.length() - index;
        if (count >= Arena.UNIT_BYTES) {
            return BigEndian.getInt(key.array(), key.offset() + index);
        }
        int unit = 0;
        for (int i = 0; i < count; i++) {
            unit |= (key.at(index + i) & 0xff) << (Integer.SIZE - (i + 1) * Byte.SIZE);
        }
        return unit;
    }

    /** Where the parts behind the key of a node begin. */
    private static int rest(int[] words, int at) {
        return at + KEY + units(words[at + KEY_LENGTH]);
    }

    private static long trailer(int[] words, int at) {
        int rest = rest(words, at) + TRAILER;
        return (long) words[rest] << Integer.SIZE | Integer.toUnsignedLong(words[rest + 1]);
    }

    private int next(int node, int level) {
        return next(nodes.chunk(node), Arena.unit(node), level);
    }

    private static int next(int[] words, int at, int level) {
        return (int) WORD.getAcquire(words, at - 1 - level);
    }

    /**
     * The last node before this internal key, or the head.
     *
     * @param place becomes that of the key, if somebody wants to know it
     */
    private int search(Bytes key, long trailer, @Nullable Place place) {
        int node = head;
        int[] words = nodes.chunk(node);
        int at = Arena.unit(node);
        int behind = NONE;
        for (int level = MAX_HEIGHT - 1; level >= 0; level--) {
            int next = next(words, at, level);
            // What lies behind at one level often is the next at the level below, too.
            while (next != NONE && next != behind) {
                int[] nextWords = nodes.chunk(next);
                int nextAt = Arena.unit(next);
                if (compare(nextWords, nextAt, key, trailer) >= 0) {
                    break;
                }
                node = next;
                words = nextWords;
                at = nextAt;
                next = next(words, at, level);
            }
            behind = next;
            if (place != null) {
                place.before[level] = node;
                place.behind[level] = behind;
            }
        }
        return node;
    }

    /** Whether this internal key belongs right behind {@code node}; then it does so at all levels of the same place. */
    private boolean liesBehind(int node, Bytes key, long trailer) {
        if (node != head && compare(node, key, trailer) >= 0) {
            return false;
        }
        int next = next(node, 0);
        return next == NONE || compare(next, key, trailer) > 0;
    }

    /** Links a node in at one level of its place; false if there is one with its key already. */
    private boolean link(int node, int level, Place place, Bytes key, long trailer) {
        int[] words = nodes.chunk(node);
        int at = Arena.unit(node);
        int back = rest(words, at) + BACK;
        int last = place.before[level];
        while (true) {
            int next = next(last, level);
            // Others may have come between since the place was found.
            int order = next == NONE || next == place.behind[level] ? 1 : compare(next, key, trailer);
            if (order == 0) {
                return false;
            }
            if (order < 0) {
                last = next;
                continue;
            }
            // Nobody reads these two before the node can be reached at this level.
            words[at - 1 - level] = next;
            if (level == 0) {
                words[back] = last;
            }
            int[] lastWords = nodes.chunk(last);
            if (WORD.compareAndSet(lastWords, Arena.unit(last) - 1 - level, next, node)) {
                if (level == 0 && next != NONE) {
                    int[] nextWords = nodes.chunk(next);
                    WORD.setRelease(nextWords, rest(nextWords, Arena.unit(next)) + BACK, node);
                }
                return true;
            }
        }
    }

    /** Copies the value, and says where; no two entries share an address. */
    private int write(Bytes key, Bytes value) {
        long length = (long) key.length() + value.length();
        if (length > MAX_ENTRY_BYTES) {
            throw new StorageException(
                    StorageException.Kind.LIMIT_EXCEEDED,
                    "an entry of " + length + " bytes, at most " + MAX_ENTRY_BYTES + " are possible");
        }
        int data = bytes.allocate(Math.max(1, units(value.length())));
        System.arraycopy(
                value.array(), value.offset(), bytes.chunk(data), Arena.unit(data) * Arena.UNIT_BYTES, value.length());
        return data;
    }

    private static int units(int length) {
        return (length + Arena.UNIT_BYTES - 1) / Arena.UNIT_BYTES;
    }

    /** 1 in one case of two, else 2 in one case of two, and so on. The mixing is that of SplitMix64. */
    private int height(int data) {
        long mixed = seed + data * 0x9e3779b97f4a7c15L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        mixed ^= mixed >>> 31;
        return Math.min(MAX_HEIGHT, 1 + Long.numberOfTrailingZeros(mixed));
    }

    private int nodeOrNone(int node) {
        return node == head ? NONE : node;
    }
}
