package dev.grantlake.ops.verify;

import dev.grantlake.base.OwnedThreads;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A few threads of a verification. They end when it does. */
final class Workers implements AutoCloseable {

    private final ExecutorService threads;
    private final OwnedThreads workers = new OwnedThreads("grantlake-verify");
    private final int count;

    Workers(int count) {
        this.count = count;
        this.threads = Executors.newFixedThreadPool(count, workers);
    }

    int count() {
        return count;
    }

    /** Does all tasks, and comes back when the last has ended; the first failure is thrown, the others are added. */
    void run(List<Runnable> tasks) {
        List<Future<?>> running = new ArrayList<>();
        for (Runnable task : tasks) {
            running.add(threads.submit(task));
        }
        RuntimeException failure = null;
        for (Future<?> future : running) {
            try {
                future.get();
            } catch (ExecutionException e) {
                RuntimeException cause = e.getCause() instanceof RuntimeException thrown
                        ? thrown
                        : new IllegalStateException(e.getCause());
                if (failure == null) {
                    failure = cause;
                } else {
                    failure.addSuppressed(cause);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while verifying", e);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Comes back when no thread is left; an interrupt is kept for later. */
    @Override
    public void close() {
        threads.shutdownNow();
        workers.join();
    }
}
