package dev.grantlake.ops.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** A few threads of a verification. They end when it does. */
final class Workers implements AutoCloseable {

    private final ExecutorService threads;
    private final List<Thread> started = new CopyOnWriteArrayList<>();
    private final int count;

    Workers(int count) {
        this.count = count;
        AtomicInteger number = new AtomicInteger();
        this.threads = Executors.newFixedThreadPool(count, work -> {
            Thread thread = new Thread(work, "grantlake-verify-" + number.incrementAndGet());
            thread.setDaemon(true);
            started.add(thread);
            return thread;
        });
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
        boolean interrupted = false;
        for (Thread thread : started) {
            // The executor says that it has terminated a little before its threads have.
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
