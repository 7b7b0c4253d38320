package dev.grantlake.lake.block;

import dev.grantlake.base.OwnedThreads;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Reads that are begun before anybody waits for them, by a few threads, which end when there is nothing to do for some
 * seconds. Thread-safe. After {@link #close} nothing is read ahead any more, and who wants something reads it.
 */
public final class ReadAhead implements AutoCloseable {

    /** More would help only where many walk at once: the library decodes with threads of its own. */
    private static final int MOST_THREADS = 4;

    private static final int IDLE_SECONDS = 10;

    private final OwnedThreads threads = new OwnedThreads("grantlake-lake-read-ahead");
    private final ThreadPoolExecutor executor;

    /** With half as many threads as there are processors: the other half walks. */
    public ReadAhead() {
        int count = Math.max(1, Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors() / 2));
        executor = new ThreadPoolExecutor(
                count,
                count,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                threads,
                new ThreadPoolExecutor.DiscardPolicy());
        executor.allowCoreThreadTimeOut(true);
    }

    /** A read that is begun as soon as there is a thread for it; the caller gets or drops it. */
    <T> EarlyRead<T> begin(Supplier<T> read) {
        EarlyRead<T> early = new EarlyRead<>(read);
        executor.execute(early);
        return early;
    }

    /** Waits for reads that are under way, and for the threads. */
    @Override
    public void close() {
        executor.getQueue().clear();
        executor.shutdown();
        threads.join();
    }
}
