package dev.grantlake.lsm.version;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A version whose tables stay on disk and open until this is closed, whatever is edited meanwhile. Thread-safe; whoever
 * asked for it closes it, any thread may.
 */
public final class PinnedVersion implements AutoCloseable {

    private final LiveVersion live;
    private final AtomicBoolean closed = new AtomicBoolean();

    PinnedVersion(LiveVersion live) {
        this.live = live;
    }

    public Version version() {
        return live.version();
    }

    /** Gives the version up, and deletes files that only it needed; a second call does nothing. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            live.release();
        }
    }
}
