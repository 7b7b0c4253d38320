package dev.grantlake.lake;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lake.table.TableView;
import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * A lake as one version of its table has it, without any transaction; not pruned while it is open. There is no way to
 * write through it. Thread-safe, but for its cursors, which belong to one thread each and are closed before it.
 */
public final class TimelineView implements LakeReader, AutoCloseable {

    private final TableView view;

    TimelineView(TableView view) {
        this.view = view;
    }

    /** Number of the version. */
    public long version() {
        return view.version();
    }

    /** The largest commit number that the version or one before it holds, 0 if there is none. */
    public long maxSeq() {
        return view.maxSeq();
    }

    @Override
    public @Nullable Bytes get(Bytes key) {
        return view.get(key);
    }

    @Override
    public boolean exists(Bytes key) {
        return view.contains(key);
    }

    @Override
    public List<@Nullable Bytes> getAll(List<Bytes> keys) {
        return view.getAll(keys);
    }

    @Override
    public Cursor cursor(KeyRange range) {
        return view.cursor(range);
    }

    @Override
    public Cursor keyCursor(KeyRange range) {
        return view.keys(range);
    }

    /** Lets go of the version; a second call does nothing. */
    @Override
    public void close() {
        view.close();
    }
}
