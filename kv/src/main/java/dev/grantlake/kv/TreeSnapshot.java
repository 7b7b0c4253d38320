package dev.grantlake.kv;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** One state of a memory store. Thread-safe. */
final class TreeSnapshot implements KeyValueReader {

    private final AtomicReference<@Nullable EntryTree> tree;
    private final OpenCursors openCursors = new OpenCursors();
    private final AtomicInteger openSnapshots;

    TreeSnapshot(EntryTree tree, AtomicInteger openSnapshots) {
        this.tree = new AtomicReference<>(tree);
        this.openSnapshots = openSnapshots;
        openSnapshots.incrementAndGet();
    }

    @Override
    public @Nullable Bytes get(Bytes key) {
        return tree().get(key);
    }

    @Override
    public Cursor cursor(KeyRange range) {
        return openCursors.open(tree(), range);
    }

    @Override
    public void close() {
        if (tree.getAndSet(null) != null) {
            openSnapshots.decrementAndGet();
            openCursors.requireNone();
        }
    }

    private EntryTree tree() {
        EntryTree current = tree.get();
        if (current == null) {
            throw new StorageException(StorageException.Kind.CLOSED, "the snapshot is closed");
        }
        return current;
    }
}
