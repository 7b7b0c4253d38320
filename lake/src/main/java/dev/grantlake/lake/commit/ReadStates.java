package dev.grantlake.lake.commit;

import dev.grantlake.base.StorageException;

import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The present {@link ReadState}, the number of the last commit that readers see, and the snapshots that are open: from
 * which number on somebody may still have to be told of a conflict. Thread-safe; one thread at a time publishes.
 */
public final class ReadStates {

    private volatile ReadState present;
    private volatile long published;
    /** How many transactions that may commit read at each number. Guarded by itself. */
    private final TreeMap<Long, Integer> writers = new TreeMap<>();

    private int snapshots;
    private final AtomicBoolean open = new AtomicBoolean(true);

    ReadStates(ReadState first, long published) {
        this.present = first;
        this.published = published;
    }

    /**
     * What is committed now, for as long as the result is open; the caller closes it.
     *
     * @param writing whether conflicts with commits from now on have to be found
     */
    public Snapshot open(boolean writing) {
        while (true) {
            ReadState state = hold();
            long seq = register(writing);
            if (present == state) {
                // Nothing was rotated between: all that is committed up to the number is in this state.
                return new Snapshot(this, state, seq, writing);
            }
            unregister(seq, writing);
            state.release();
        }
    }

    private ReadState hold() {
        while (true) {
            if (!open.get()) {
                throw new StorageException(StorageException.Kind.CLOSED, "the lake is closed");
            }
            ReadState state = present;
            if (state.tryHold()) {
                return state;
            }
        }
    }

    private long register(boolean writing) {
        synchronized (writers) {
            long seq = published;
            snapshots++;
            if (writing) {
                writers.merge(seq, 1, Integer::sum);
            }
            return seq;
        }
    }

    void unregister(long seq, boolean writing) {
        synchronized (writers) {
            snapshots--;
            if (writing) {
                writers.computeIfPresent(seq, (key, count) -> count == 1 ? null : count - 1);
            }
        }
    }

    /** Number of the version of the table that is read; fails if there is none any more. */
    long tableVersion() {
        ReadState state = hold();
        try {
            return state.table().version();
        } finally {
            state.release();
        }
    }

    /** The last commit that readers see. */
    public long published() {
        return published;
    }

    /** Snapshots that are open. */
    public int openSnapshots() {
        synchronized (writers) {
            return snapshots;
        }
    }

    /** Lets readers see what is committed up to {@code seq}. */
    void publish(long seq) {
        published = seq;
    }

    /** Commits up to this number can be in conflict with nobody any more. */
    long oldestReadSeq() {
        synchronized (writers) {
            return writers.isEmpty() ? published : writers.firstKey();
        }
    }

    /** The present state, for whoever publishes. */
    ReadState present() {
        return present;
    }

    /** Puts {@code next} in the place of the present state. */
    void replace(ReadState next) {
        ReadState former = present;
        present = next;
        former.release();
    }

    /** Lets go of the present state; nothing can be read any more but by who holds one. */
    void close() {
        if (open.getAndSet(false)) {
            present.release();
        }
    }
}
