package dev.grantlake.c1z;

import dev.grantlake.base.OwnedThreads;
import org.jspecify.annotations.Nullable;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Decodes frames that are about to be read while the reader is busy with others. Thread-safe; owned by one container.
 *
 * <p>Implementation note. Decoding is nearly all that a first question costs, and a question often needs a frame of
 * each of several levels, which do not depend on each other. The threads start with the first frame and end when the
 * container is closed; where there is one processor only, nothing is done ahead.
 */
final class DecodeAhead implements AutoCloseable {

    private static final int THREADS = Math.min(4, Runtime.getRuntime().availableProcessors()) - 1;
    private static final long IDLE_SECONDS = 10;

    private final OwnedThreads workers;
    private @Nullable ThreadPoolExecutor threads;
    private boolean closed;

    DecodeAhead(String container) {
        this.workers = new OwnedThreads("grantlake-decode-" + container);
    }

    /** Decodes {@code frame} some time soon, unless its reader comes first. */
    synchronized void decode(CachedFrame frame) {
        if (closed || THREADS == 0) {
            return;
        }
        ThreadPoolExecutor pool = threads;
        if (pool == null) {
            pool = start();
            threads = pool;
        }
        pool.execute(frame::decodeAhead);
    }

    private ThreadPoolExecutor start() {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), workers);
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /**
     * Drops what has not begun and waits for what has; a second call does nothing. No thread is interrupted: that would
     * close the container's file under the hands of others.
     */
    @Override
    public void close() {
        ThreadPoolExecutor pool;
        synchronized (this) {
            closed = true;
            pool = threads;
            threads = null;
        }
        if (pool == null) {
            return;
        }
        pool.getQueue().clear();
        pool.shutdown();
        workers.join();
    }
}
