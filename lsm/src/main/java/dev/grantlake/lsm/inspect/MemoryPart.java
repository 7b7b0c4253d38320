package dev.grantlake.lsm.inspect;

import dev.grantlake.kv.KeyRange;
import dev.grantlake.lsm.cursor.InternalCursor;
import dev.grantlake.lsm.key.KeyBounds;
import dev.grantlake.lsm.key.RangeDeletion;
import dev.grantlake.lsm.memtable.Memtable;
import dev.grantlake.lsm.memtable.MemtableView;

import java.util.List;

/** What logs have of a run, in memory. */
record MemoryPart(String file, MemtableView view, List<RangeDeletion> deletions) implements LevelPart {

    /** All of a memtable, through a view that hides nothing. */
    static MemoryPart of(String file, Memtable memtable, MemtableView view) {
        return new MemoryPart(file, view, memtable.deletions());
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
    public Content open() {
        return new Content() {
            @Override
            public InternalCursor points() {
                return view.points(KeyRange.ALL);
            }

            @Override
            public List<RangeDeletion> deletions() {
                return deletions;
            }

            @Override
            public void close() {
                // Memory holds nothing that must be given back.
            }
        };
    }
}
