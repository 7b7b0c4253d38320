package dev.grantlake.lsm.compaction;

import java.util.ArrayList;
import java.util.List;

/** The threads that do the steps of a compactor, from the beginning to the close. Whoever started them closes them. */
public final class CompactionThreads implements AutoCloseable {

    private final Compactor compactor;
    private final List<Thread> threads = new ArrayList<>();

    private CompactionThreads(Compactor compactor) {
        this.compactor = compactor;
    }

    /** Starts so many threads, 1 or more, which do what there is to do. */
    public static CompactionThreads start(Compactor compactor, int count) {
        CompactionThreads started = new CompactionThreads(compactor);
        for (int i = 1; i <= count; i++) {
            Thread thread = new Thread(started::work, "grantlake-compaction-" + i);
            thread.setDaemon(true);
            started.threads.add(thread);
            thread.start();
        }
        return started;
    }

    /** Ends the steps under way, of which nothing remains, and waits for the threads to end; an interrupt stays. */
    @Override
    public void close() {
        compactor.cancel();
        boolean interrupted = false;
        for (Thread thread : threads) {
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

    private void work() {
        boolean open = true;
        while (open) {
            long seen = compactor.changes();
            boolean worked = false;
            try {
                worked = compactor.runOne();
            } catch (RuntimeException | Error e) {
                compactor.report(e);
            }
            if (!worked) {
                open = compactor.awaitChange(seen);
            }
        }
    }
}
