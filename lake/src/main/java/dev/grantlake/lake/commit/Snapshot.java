package dev.grantlake.lake.commit;

import java.util.concurrent.atomic.AtomicBoolean;

/** What was committed up to a number, held for as long as it is open. Thread-safe. */
public final class Snapshot implements AutoCloseable {

    private final ReadStates states;
    private final ReadState state;
    private final long seq;
    private final boolean writing;
    private final AtomicBoolean closed = new AtomicBoolean();

    Snapshot(ReadStates states, ReadState state, long seq, boolean writing) {
        this.states = states;
        this.state = state;
        this.seq = seq;
        this.writing = writing;
    }

    /** Where to read. */
    public ReadState state() {
        return state;
    }

    /** Up to which commit to read. */
    public long seq() {
        return seq;
    }

    /** Lets go; a second call does nothing. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            states.unregister(seq, writing);
            state.release();
        }
    }
}
