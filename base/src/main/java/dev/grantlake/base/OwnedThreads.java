package dev.grantlake.base;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;

/**
 * Makes threads that one object owns: they bear its name, keep no JVM alive, and are gone when {@link #join} returns.
 * An executor says that it has terminated a little before its threads have. Thread-safe.
 */
public final class OwnedThreads implements ThreadFactory {

    private final String name;
    private final List<Thread> started = new CopyOnWriteArrayList<>();

    /** Makes threads of this name. */
    public OwnedThreads(String name) {
        this.name = name;
    }

    @Override
    public Thread newThread(Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        started.removeIf(earlier -> earlier.getState() == Thread.State.TERMINATED);
        started.add(thread);
        return thread;
    }

    /**
     * Waits until all threads have ended, which whoever gave them work has told them to do. An interrupt is kept for
     * later: what the threads have in hand must not be closed before them.
     */
    public void join() {
        boolean interrupted = false;
        for (Thread thread : started) {
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
