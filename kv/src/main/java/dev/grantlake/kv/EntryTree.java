package dev.grantlake.kv;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * Keys and values in order, never changed: every change makes another tree, which shares all but the path to it. So a
 * tree is a state of a store, and the next state costs no copy.
 *
 * <p>Implementation note. A balanced tree (AVL: the heights of two siblings differ by 1 at most) whose one primitive is
 * {@link #join}: two trees and an entry between them, in time of the difference of their heights. Splits, deletions of
 * ranges and unions follow from it.
 */
final class EntryTree {

    static final EntryTree EMPTY = new EntryTree();

    private final Bytes key;
    private final Bytes value;
    private final EntryTree left;
    private final EntryTree right;
    private final int height;
    private final int size;

    /** The tree without entries, which stands where others have no child. */
    private EntryTree() {
        this.key = Bytes.EMPTY;
        this.value = Bytes.EMPTY;
        this.left = this;
        this.right = this;
        this.height = 0;
        this.size = 0;
    }

    private EntryTree(EntryTree left, Bytes key, Bytes value, EntryTree right) {
        this.key = key;
        this.value = value;
        this.left = left;
        this.right = right;
        this.height = Math.max(left.height, right.height) + 1;
        this.size = Math.addExact(Math.addExact(left.size, right.size), 1);
    }

    /** Everything that {@code content} shows, whose keys must ascend. */
    static EntryTree of(Cursor content) {
        List<Bytes> keys = new ArrayList<>();
        List<Bytes> values = new ArrayList<>();
        for (boolean more = content.first(); more; more = content.next()) {
            Bytes next = content.key().copy();
            Bytes last = keys.isEmpty() ? null : keys.get(keys.size() - 1);
            if (last != null && last.compareTo(next) >= 0) {
                throw new StorageException(
                        StorageException.Kind.INVALID_ARGUMENT, "expected a key behind " + last + ", found " + next);
            }
            keys.add(next);
            values.add(content.value().copy());
        }
        return of(keys, values, 0, keys.size());
    }

    private static EntryTree of(List<Bytes> keys, List<Bytes> values, int from, int to) {
        if (from == to) {
            return EMPTY;
        }
        int middle = (from + to) >>> 1;
        return new EntryTree(
                of(keys, values, from, middle), keys.get(middle), values.get(middle), of(keys, values, middle + 1, to));
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** Number of entries. */
    int size() {
        return size;
    }

    /** Nodes on the longest way from the root, the root included. */
    int height() {
        return height;
    }

    /** The key at the root; of a tree that is not empty, as the three below. */
    Bytes key() {
        return key;
    }

    Bytes value() {
        return value;
    }

    EntryTree left() {
        return left;
    }

    EntryTree right() {
        return right;
    }

    @Nullable
    Bytes get(Bytes sought) {
        EntryTree tree = this;
        while (!tree.isEmpty()) {
            int order = sought.compareTo(tree.key);
            if (order == 0) {
                return tree.value;
            }
            tree = order < 0 ? tree.left : tree.right;
        }
        return null;
    }

    /** This with {@code newValue} under {@code newKey}, in place of what is there. */
    EntryTree with(Bytes newKey, Bytes newValue) {
        if (isEmpty()) {
            return new EntryTree(EMPTY, newKey, newValue, EMPTY);
        }
        int order = newKey.compareTo(key);
        if (order == 0) {
            return new EntryTree(left, newKey, newValue, right);
        }
        return order < 0
                ? join(left.with(newKey, newValue), this, right)
                : join(left, this, right.with(newKey, newValue));
    }

    /** This without what is under {@code gone}. */
    EntryTree without(Bytes gone) {
        if (isEmpty()) {
            return this;
        }
        int order = gone.compareTo(key);
        if (order == 0) {
            return join(left, right);
        }
        return order < 0 ? join(left.without(gone), this, right) : join(left, this, right.without(gone));
    }

    /** This without the keys of {@code range}. */
    EntryTree without(KeyRange range) {
        if (range.isEmpty()) {
            return this;
        }
        EntryTree before = range.from() == null ? EMPTY : below(range.from());
        EntryTree behind = range.to() == null ? EMPTY : atLeast(range.to());
        return join(before, behind);
    }

    /** The entries of both; where both have a key, that of {@code newer}. */
    EntryTree union(EntryTree newer) {
        if (isEmpty()) {
            return newer;
        }
        if (newer.isEmpty()) {
            return this;
        }
        return join(below(newer.key).union(newer.left), newer, above(newer.key).union(newer.right));
    }

    private EntryTree below(Bytes bound) {
        if (isEmpty()) {
            return this;
        }
        return key.compareTo(bound) < 0 ? join(left, this, right.below(bound)) : left.below(bound);
    }

    private EntryTree atLeast(Bytes bound) {
        if (isEmpty()) {
            return this;
        }
        return key.compareTo(bound) >= 0 ? join(left.atLeast(bound), this, right) : right.atLeast(bound);
    }

    private EntryTree above(Bytes bound) {
        if (isEmpty()) {
            return this;
        }
        return key.compareTo(bound) > 0 ? join(left.above(bound), this, right) : right.above(bound);
    }

    /** All of {@code left}, and behind it all of {@code right}. */
    private static EntryTree join(EntryTree left, EntryTree right) {
        if (right.isEmpty()) {
            return left;
        }
        EntryTree first = right;
        while (!first.left.isEmpty()) {
            first = first.left;
        }
        return join(left, first, right.withoutFirst());
    }

    private EntryTree withoutFirst() {
        return left.isEmpty() ? right : join(left.withoutFirst(), this, right);
    }

    /** All of {@code left}, then the entry at the root of {@code middle}, then all of {@code right}. */
    private static EntryTree join(EntryTree left, EntryTree middle, EntryTree right) {
        if (left.height > right.height + 1) {
            return balanced(left.left, left, join(left.right, middle, right));
        }
        if (right.height > left.height + 1) {
            return balanced(join(left, middle, right.left), right, right.right);
        }
        return node(left, middle, right);
    }

    /** As {@link #join}, of two trees whose heights differ by 2 at most. */
    private static EntryTree balanced(EntryTree left, EntryTree middle, EntryTree right) {
        if (left.height > right.height + 1) {
            if (left.left.height >= left.right.height) {
                return node(left.left, left, node(left.right, middle, right));
            }
            EntryTree top = left.right;
            return node(node(left.left, left, top.left), top, node(top.right, middle, right));
        }
        if (right.height > left.height + 1) {
            if (right.right.height >= right.left.height) {
                return node(node(left, middle, right.left), right, right.right);
            }
            EntryTree top = right.left;
            return node(node(left, middle, top.left), top, node(top.right, right, right.right));
        }
        return node(left, middle, right);
    }

    private static EntryTree node(EntryTree left, EntryTree middle, EntryTree right) {
        return middle.left == left && middle.right == right
                ? middle
                : new EntryTree(left, middle.key, middle.value, right);
    }
}
