package dev.grantlake.c1z;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Threads that a container owns: they have a name, keep no JVM alive, and end with their container. */
final class DaemonThreads {

    private DaemonThreads() {}

    static ThreadFactory named(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    /**
     * Drops what has not begun and waits for what has: a frame takes milliseconds. An interrupt is kept for later,
     * since it would close files under the hands of others.
     */
    static void end(ThreadPoolExecutor threads) {
        threads.getQueue().clear();
        threads.shutdown();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    if (threads.awaitTermination(1, TimeUnit.MINUTES)) {
                        return;
                    }
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
