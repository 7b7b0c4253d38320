package dev.grantlake.lsm;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.kv.KeyValueReader;
import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** An open database at one moment. Thread-safe. */
final class Snapshot implements KeyValueReader {

    private final ReadState state;
    private final AtomicReference<@Nullable ReadView> view;
    private final OpenReaders readers;
    private final AtomicInteger cursors = new AtomicInteger();

    /**
     * A snapshot.
     *
     * @param state counted for it already
     */
    Snapshot(ReadState state, ReadView view, OpenReaders readers) {
        this.state = state;
        this.view = new AtomicReference<>(view);
        this.readers = readers;
        readers.snapshotOpened();
    }

    @Override
    public @Nullable Bytes get(Bytes key) {
        return view().get(key);
    }

    @Override
    public void prefetch(Bytes key) {
        view().prefetch(key);
    }

    @Override
    public Cursor cursor(KeyRange range) {
        Cursor cursor = view().cursor(range, cursors::decrementAndGet);
        cursors.incrementAndGet();
        return cursor;
    }

    @Override
    public void close() {
        if (view.getAndSet(null) != null) {
            state.release();
            readers.snapshotClosed();
            int open = cursors.get();
            if (open != 0) {
                throw OpenReaders.leak(open + " cursors of the snapshot");
            }
        }
    }

    private ReadView view() {
        readers.requireOpen();
        ReadView present = view.get();
        if (present == null) {
            throw new StorageException(StorageException.Kind.CLOSED, "the snapshot is closed");
        }
        return present;
    }
}
