package dev.grantlake.lake.memtable;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lake.table.Rows;
import org.jspecify.annotations.Nullable;

/**
 * Commits in memory, every version of every key. One thread at a time adds; all others may read meanwhile, and see an
 * entry as soon as it is added: whoever must not see it yet asks for what was there at an earlier sequence number.
 */
public interface Memtable {

    /** What an entry takes on the heap beside its key and its value, in bytes. An estimate, the same for all forms. */
    int ENTRY_OVERHEAD_BYTES = 96;

    /** A newest entry of a key. */
    sealed interface Found {}

    /** A value; the caller's for as long as it likes. */
    record Value(Bytes bytes) implements Found {}

    /** The key was deleted, whatever is under it elsewhere. */
    record Deleted() implements Found {

        /** The only one that is needed. */
        public static final Deleted DELETED = new Deleted();
    }

    /**
     * Adds what a commit does to one key.
     *
     * @param key kept as it is, or copied; not empty
     * @param value kept as it is, or copied; null for a deletion
     * @param seq of the commit: no smaller one than those added before, and never the same for the same key
     */
    void add(Bytes key, @Nullable Bytes value, long seq);

    /** What the commits up to {@code readSeq} have left under {@code key}, or null if none of them touched it. */
    @Nullable
    Found get(Bytes key, long readSeq);

    /** A cursor over the keys of the range that commits up to {@code readSeq} have touched. */
    LayerCursor cursor(KeyRange range, long readSeq);

    /**
     * The newest entry of each key, with its sequence number. Only of a memtable that is not empty and not added to.
     */
    Rows newest();

    /** Whether nothing was added. */
    boolean isEmpty();

    /** Number of distinct keys. */
    long rows();

    /** Lengths of the keys and values of all entries; of a deletion, of the key only. */
    long bytes();

    /** About what all of it takes on the heap, in bytes. */
    long heapBytes();

    /** The largest sequence number, 0 if there is none. */
    long maxSeq();
}
