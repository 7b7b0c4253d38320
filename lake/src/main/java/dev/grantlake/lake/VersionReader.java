package dev.grantlake.lake;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lake.table.TableView;
import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * A version of the past, as a transaction reads it: neither what the transaction is going to write is in it, nor what
 * has been committed and not flushed. Ends with its transaction, if it is not closed before.
 */
public final class VersionReader implements LakeReader, AutoCloseable {

    private final Transaction transaction;
    private final TableView view;

    VersionReader(Transaction transaction, TableView view) {
        this.transaction = transaction;
        this.view = view;
    }

    /** Number of the version. */
    public long version() {
        return view.version();
    }

    @Override
    public @Nullable Bytes get(Bytes key) {
        return view().get(key);
    }

    @Override
    public boolean exists(Bytes key) {
        return view().contains(key);
    }

    @Override
    public List<@Nullable Bytes> getAll(List<Bytes> keys) {
        return view().getAll(keys);
    }

    @Override
    public Cursor cursor(KeyRange range) {
        return view().cursor(range);
    }

    @Override
    public Cursor keyCursor(KeyRange range) {
        return view().keys(range);
    }

    private TableView view() {
        transaction.requireUnfinished();
        return view;
    }

    /** Lets go of the version; a second call does nothing. */
    @Override
    public void close() {
        view.close();
    }
}
