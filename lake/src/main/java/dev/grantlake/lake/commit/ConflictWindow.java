package dev.grantlake.lake.commit;

import dev.grantlake.base.Bytes;
import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which keys were last changed by which commit, of the commits that a transaction under way may not have seen: so many
 * that somebody who forgets to end a transaction does not fill the memory. Belongs to who holds the commit lock.
 */
final class ConflictWindow {

    /** About 200 MB with short keys. */
    private static final int MOST_KEYS = 1 << 20;

    private record Commit(long seq, List<Bytes> keys) {}

    private final Map<Bytes, Long> lastSeq = new HashMap<>();
    private final Deque<Commit> commits = new ArrayDeque<>();
    private final int mostKeys;
    /** Of all commits together; one that several have changed counts each time. */
    private long keys;

    /** Of commits up to this one nobody knows any more what they changed. */
    private long forgotten;

    ConflictWindow() {
        this(MOST_KEYS);
    }

    /** A window that remembers at most so many keys, and lets those fail who would have to know of more. */
    ConflictWindow(int mostKeys) {
        this.mostKeys = mostKeys;
    }

    /**
     * A key that was changed since it was looked at, or may have been, of those that a transaction must have to itself;
     * or null.
     */
    @Nullable
    Bytes conflictOf(Submission submission) {
        for (CheckedKey checked : submission.checked()) {
            Long seq = lastSeq.get(checked.key());
            if (checked.readSeq() < forgotten || (seq != null && seq > checked.readSeq())) {
                return checked.key();
            }
        }
        return null;
    }

    /** Takes in a commit, the newest so far. */
    void add(Submission committed) {
        for (Bytes key : committed.keys()) {
            lastSeq.put(key, committed.seq());
        }
        commits.addLast(new Commit(committed.seq(), committed.keys()));
        keys += committed.keys().size();
    }

    /** Forgets what nobody can miss any more, which is up to {@code seq}, and what is too much. */
    void prune(long seq) {
        forget(seq);
        while (keys > mostKeys) {
            forgotten = commits.getFirst().seq();
            forget(forgotten);
        }
    }

    private void forget(long seq) {
        for (Commit oldest = commits.peekFirst(); oldest != null && oldest.seq() <= seq; oldest = commits.peekFirst()) {
            for (Bytes key : oldest.keys()) {
                lastSeq.remove(key, oldest.seq());
            }
            keys -= oldest.keys().size();
            commits.removeFirst();
        }
    }

    /** Number of keys that it remembers. */
    int size() {
        return lastSeq.size();
    }
}
