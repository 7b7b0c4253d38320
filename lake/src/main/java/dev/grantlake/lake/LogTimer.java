package dev.grantlake.lake;

import dev.grantlake.base.OwnedThreads;
import dev.grantlake.base.StorageException;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Forces the log every so often, for commits that did not wait for it. Ends with the first that fails. */
final class LogTimer implements AutoCloseable {

    private final OwnedThreads threads = new OwnedThreads("lake log timer");
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Duration interval;
    private final Runnable force;

    /** A timer that runs {@code force}, which tells whoever commits next if it fails. */
    LogTimer(Duration interval, Runnable force) {
        this.interval = interval;
        this.force = force;
        threads.newThread(this::run).start();
    }

    private void run() {
        try {
            while (!closing.await(interval.toNanos(), TimeUnit.NANOSECONDS)) {
                force.run();
            }
        } catch (InterruptedException | StorageException e) {
            // The pipeline remembers a force that failed; and nobody interrupts a thread that is the timer's own.
            closing.countDown();
        }
    }

    @Override
    public void close() {
        closing.countDown();
        threads.join();
    }
}
