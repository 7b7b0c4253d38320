package dev.grantlake.kv;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import org.jspecify.annotations.Nullable;

/** A position in a tree, within a range: the path from the root to a node. Belongs to one thread. */
final class TreeCursor implements Cursor {

    private final EntryTree tree;
    private final KeyRange range;
    private final Runnable onClose;
    private final EntryTree[] path;
    private final ByteView key = new ByteView();
    private final ByteView value = new ByteView();
    /** Nodes of the path; 0 if the cursor stands nowhere. */
    private int depth;

    private boolean closed;

    /** A cursor that calls {@code onClose} once when it is closed. */
    TreeCursor(EntryTree tree, KeyRange range, Runnable onClose) {
        this.tree = tree;
        this.range = range;
        this.onClose = onClose;
        this.path = new EntryTree[tree.height()];
    }

    @Override
    public boolean first() {
        return toAtLeast(range.from());
    }

    @Override
    public boolean last() {
        return toBelow(range.to());
    }

    @Override
    public boolean seekGe(Bytes sought) {
        return toAtLeast(range.startAt(sought));
    }

    @Override
    public boolean seekLt(Bytes sought) {
        return toBelow(range.endAt(sought));
    }

    @Override
    public boolean next() {
        requireOpen();
        if (depth == 0) {
            return false;
        }
        EntryTree child = path[depth - 1].right();
        if (child.isEmpty()) {
            do {
                child = path[--depth];
            } while (depth > 0 && path[depth - 1].right() == child);
        } else {
            for (; !child.isEmpty(); child = child.left()) {
                path[depth++] = child;
            }
        }
        return stand();
    }

    @Override
    public boolean prev() {
        requireOpen();
        if (depth == 0) {
            return false;
        }
        EntryTree child = path[depth - 1].left();
        if (child.isEmpty()) {
            do {
                child = path[--depth];
            } while (depth > 0 && path[depth - 1].left() == child);
        } else {
            for (; !child.isEmpty(); child = child.right()) {
                path[depth++] = child;
            }
        }
        return stand();
    }

    @Override
    public boolean valid() {
        return depth > 0;
    }

    @Override
    public ByteView key() {
        requireEntry();
        return key;
    }

    @Override
    public ByteView value() {
        requireEntry();
        return value;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            depth = 0;
            onClose.run();
        }
    }

    /** To the first node of the tree with this key or a greater one, if it is in the range. */
    private boolean toAtLeast(@Nullable Bytes bound) {
        requireOpen();
        int found = 0;
        depth = 0;
        EntryTree node = tree;
        while (!node.isEmpty()) {
            path[depth++] = node;
            if (bound == null || node.key().compareTo(bound) >= 0) {
                found = depth;
                node = node.left();
            } else {
                node = node.right();
            }
        }
        depth = found;
        return stand();
    }

    /** To the last node of the tree with a smaller key, if it is in the range. */
    private boolean toBelow(@Nullable Bytes bound) {
        requireOpen();
        int found = 0;
        depth = 0;
        EntryTree node = tree;
        while (!node.isEmpty()) {
            path[depth++] = node;
            if (bound == null || node.key().compareTo(bound) < 0) {
                found = depth;
                node = node.right();
            } else {
                node = node.left();
            }
        }
        depth = found;
        return stand();
    }

    /** Shows the node at the end of the path, or leaves it if it is outside the range. */
    private boolean stand() {
        if (depth > 0 && !range.contains(path[depth - 1].key())) {
            depth = 0;
        }
        if (depth == 0) {
            return false;
        }
        key.show(path[depth - 1].key());
        value.show(path[depth - 1].value());
        return true;
    }

    private void requireOpen() {
        if (closed) {
            throw new StorageException(StorageException.Kind.CLOSED, "the cursor is closed");
        }
    }

    private void requireEntry() {
        if (depth == 0) {
            throw new IllegalStateException("the cursor stands on no entry");
        }
    }
}
