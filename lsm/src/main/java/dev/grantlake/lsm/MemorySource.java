package dev.grantlake.lsm;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lsm.cursor.DeletedRanges;
import dev.grantlake.lsm.cursor.InternalCursor;
import dev.grantlake.lsm.key.KeyBounds;
import dev.grantlake.lsm.memtable.MemtableView;
import org.jspecify.annotations.Nullable;

/** What was replayed from logs, as one of the sources that reads merge. */
final class MemorySource implements ReadSource {

    private final MemtableView view;

    MemorySource(MemtableView view) {
        this.view = view;
    }

    @Override
    public KeyBounds bounds() {
        return view.bounds();
    }

    @Override
    public long smallestSequence() {
        return view.smallestSequence();
    }

    @Override
    public long largestSequence() {
        return view.largestSequence();
    }

    @Override
    public InternalCursor points(KeyRange range) {
        return view.points(range);
    }

    @Override
    public DeletedRanges deletedRanges() {
        return view.deletedRanges();
    }

    @Override
    public boolean find(Bytes userKey, FoundVersion found) {
        return found.find(view, userKey);
    }

    @Override
    public @Nullable String fileName() {
        return null;
    }
}
