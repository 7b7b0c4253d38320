package dev.grantlake.lake.memtable;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The keys of a memtable in order, each with the row of its newest entry: a skip list in an array, with no object a
 * key. One thread adds; all others may read meanwhile, and see every key that was there before they began. A node is an
 * address.
 *
 * <p>Implementation note. A node is a few ints around its address:
 *
 * <pre>
 * int   | what
 * -1 -l | the next node at level l, for each level that this node reaches
 *   0   | the node before this one
 *   1, 2| address of the key
 *   3   | length of the key
 *   4   | row of the newest entry
 * </pre>
 *
 * <p>Who adds a node writes all of it, and then links it in from the bottom up; readers follow links with acquire, so
 * that they see nodes complete. Heights are left to chance, lest who chooses the keys chooses the shape.
 */
final class KeyList {

    /** No node. */
    static final int NONE = 0;

    private static final int BACK = 0;
    private static final int KEY_HIGH = 1;
    private static final int KEY_LOW = 2;
    private static final int KEY_LENGTH = 3;
    private static final int NEWEST = 4;
    private static final int REST = 5;

    /** With every second node reaching the next level, enough for a million keys; more are slower, not wrong. */
    private static final int MAX_HEIGHT = 20;

    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(int[].class);

    private final NodeArena nodes = new NodeArena();
    private final ByteArena keys = new ByteArena();
    private final SplittableRandom heights;
    /** Before all nodes; nothing but links. */
    private final int head;

    /** Of the thread that adds: at each level the last node before the key that it has looked for. */
    private final int[] before = new int[MAX_HEIGHT];

    KeyList(SplittableRandom heights) {
        this.heights = heights;
        this.head = nodes.allocate(MAX_HEIGHT + 1) + MAX_HEIGHT;
        Arrays.fill(before, head);
    }

    /** For the thread that adds: the node of a key, or {@link #NONE}; {@link #insert} puts it there then. */
    int locate(Bytes key) {
        if (!liesBehind(before[0], key)) {
            search(key, true);
        }
        int found = next(before[0]);
        return found != NONE && compare(found, key) == 0 ? found : NONE;
    }

    /** Whether no node is between: the keys of a transaction come in order, and those of many others, too. */
    private boolean liesBehind(int node, Bytes key) {
        if (node == head || compare(node, key) >= 0) {
            return false;
        }
        int next = next(node);
        return next == NONE || compare(next, key) >= 0;
    }

    /** Adds a key that {@link #locate} has just not found. */
    void insert(Bytes key, int row) {
        int height = height();
        int node = nodes.allocate(height + REST) + height;
        int[] words = nodes.chunk(node);
        int at = NodeArena.index(node);
        long address = keys.put(key);
        words[at + BACK] = before[0];
        words[at + KEY_HIGH] = (int) (address >>> Integer.SIZE);
        words[at + KEY_LOW] = (int) address;
        words[at + KEY_LENGTH] = key.length();
        words[at + NEWEST] = row;
        for (int level = 0; level < height; level++) {
            words[at - 1 - level] = next(before[level], level);
        }
        for (int level = 0; level < height; level++) {
            int last = before[level];
            WORD.setRelease(nodes.chunk(last), NodeArena.index(last) - 1 - level, node);
            before[level] = node;
        }
        int next = words[at - 1];
        if (next != NONE) {
            WORD.setRelease(nodes.chunk(next), NodeArena.index(next) + BACK, node);
        }
    }

    /** Makes a row the newest of a node. */
    void renew(int node, int row) {
        WORD.setRelease(nodes.chunk(node), NodeArena.index(node) + NEWEST, row);
    }

    /** The row of the newest entry. */
    int newest(int node) {
        return (int) WORD.getAcquire(nodes.chunk(node), NodeArena.index(node) + NEWEST);
    }

    /** The node of a key, or {@link #NONE}. */
    int find(Bytes key) {
        int node = firstFrom(key);
        return node != NONE && compare(node, key) == 0 ? node : NONE;
    }

    /** The first node, or {@link #NONE}. */
    int first() {
        return next(head);
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

    /** The first node at or behind a key, or {@link #NONE}. */
    int firstFrom(Bytes key) {
        int node = next(search(key, false));
        // Others may have come between.
        while (node != NONE && compare(node, key) < 0) {
            node = next(node);
        }
        return node;
    }

    /** The last node before a key, or {@link #NONE}. */
    int lastBefore(Bytes key) {
        return nodeOrNone(search(key, false));
    }

    /** The node right behind, or {@link #NONE}. */
    int next(int node) {
        return next(node, 0);
    }

    /** The node right before, or {@link #NONE}. One that is just being added may be passed over. */
    int previous(int node) {
        return nodeOrNone((int) WORD.getAcquire(nodes.chunk(node), NodeArena.index(node) + BACK));
    }

    /** The order of the node's key and {@code key}. */
    int compare(int node, Bytes key) {
        return compare(nodes.chunk(node), NodeArena.index(node), key);
    }

    /** Lets {@code view} show the key of a node, for as long as anybody likes. */
    void showKey(int node, ByteView view) {
        int[] words = nodes.chunk(node);
        int at = NodeArena.index(node);
        keys.show(keyAddress(words, at), words[at + KEY_LENGTH], view);
    }

    private int compare(int[] words, int at, Bytes key) {
        long address = keyAddress(words, at);
        int from = ByteArena.offset(address);
        return Arrays.compareUnsigned(
                keys.array(address),
                from,
                from + words[at + KEY_LENGTH],
                key.array(),
                key.offset(),
                key.offset() + key.length());
    }

    private static long keyAddress(int[] words, int at) {
        return (long) words[at + KEY_HIGH] << Integer.SIZE | Integer.toUnsignedLong(words[at + KEY_LOW]);
    }

    private int next(int node, int level) {
        return next(nodes.chunk(node), NodeArena.index(node), level);
    }

    private static int next(int[] words, int at, int level) {
        return (int) WORD.getAcquire(words, at - 1 - level);
    }

    /** The last node before a key, or the head. The thread that adds has the way there kept. */
    private int search(Bytes key, boolean keep) {
        int node = head;
        int[] words = nodes.chunk(node);
        int at = NodeArena.index(node);
        int end = NONE;
        for (int level = MAX_HEIGHT - 1; level >= 0; level--) {
            int next = next(words, at, level);
            // What lies behind at one level often is the next at the level below, too.
            while (next != NONE && next != end) {
                int[] nextWords = nodes.chunk(next);
                int nextAt = NodeArena.index(next);
                if (compare(nextWords, nextAt, key) >= 0) {
                    break;
                }
                node = next;
                words = nextWords;
                at = nextAt;
                next = next(words, at, level);
            }
            end = next;
            if (keep) {
                before[level] = node;
            }
        }
        return node;
    }

    /** 1 in one case of two, else 2 in one case of two, and so on. */
    private int height() {
        return Math.min(MAX_HEIGHT, 1 + Long.numberOfTrailingZeros(heights.nextLong()));
    }

    private int nodeOrNone(int node) {
        return node == head ? NONE : node;
    }
}
