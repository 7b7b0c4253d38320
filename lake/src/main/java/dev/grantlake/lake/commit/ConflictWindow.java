package dev.grantlake.lake.commit;

import dev.grantlake.base.Bytes;
import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which keys were last changed by which commit, of the commits that a transaction under way may not have seen. Belongs
 * to who holds the commit lock.
 */
final class ConflictWindow {

    private record Commit(long seq, List<Bytes> keys) {}

    private final Map<Bytes, Long> lastSeq = new HashMap<>();
    private final Deque<Commit> commits = new ArrayDeque<>();

    /** A key that was changed after {@code readSeq}, of those that a transaction must have to itself; or null. */
    @Nullable
    Bytes conflictOf(Submission submission) {
        for (CheckedKey checked : submission.checked()) {
            Long seq = lastSeq.get(checked.key());
            if (seq != null && seq > checked.readSeq()) {
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
    }

    /** Forgets the commits up to {@code seq}. */
    void prune(long seq) {
        for (Commit oldest = commits.peekFirst(); oldest != null && oldest.seq() <= seq; oldest = commits.peekFirst()) {
            for (Bytes key : oldest.keys()) {
                lastSeq.remove(key, oldest.seq());
            }
            commits.removeFirst();
        }
    }

    /** Number of keys that it remembers. */
    int size() {
        return lastSeq.size();
    }
}
