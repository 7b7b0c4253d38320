package dev.grantlake.lake.version;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.base.StorageException.Kind;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lake.table.TableView;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** One holder of an open version. */
public final class HeldView implements TableView {

    private final OpenVersion version;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Takes over one hold of {@code version}. */
    public HeldView(OpenVersion version) {
        this.version = version;
    }

    @Override
    public long version() {
        return open().version().number();
    }

    @Override
    public long maxSeq() {
        return open().maxSeq();
    }

    @Override
    public @Nullable Bytes get(Bytes key) {
        return open().reader().get(key);
    }

    @Override
    public List<@Nullable Bytes> getAll(List<Bytes> keys) {
        return open().reader().getAll(keys);
    }

    @Override
    public boolean contains(Bytes key) {
        return open().reader().contains(key);
    }

    @Override
    public Cursor cursor(KeyRange range) {
        return open().reader().cursor(range);
    }

    @Override
    public Cursor keys(KeyRange range) {
        return open().reader().keys(range);
    }

    @Override
    public TableView share() {
        OpenVersion shared = open();
        if (!shared.retain()) {
            throw closedError();
        }
        return new HeldView(shared);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            version.release();
        }
    }

    private OpenVersion open() {
        if (closed.get()) {
            throw closedError();
        }
        return version;
    }

    private static StorageException closedError() {
        return new StorageException(Kind.CLOSED, "the view of the table is closed");
    }
}
