package dev.grantlake.lake.block;

import java.util.concurrent.CountDownLatch;

/** Waiting for other threads in tests of what is read ahead. */
final class Threads {

    private Threads() {}

    static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns when the thread waits for another, or has ended. */
    static void awaitWaiting(Thread thread) {
        while (thread.getState() != Thread.State.WAITING && thread.getState() != Thread.State.TERMINATED) {
            Thread.onSpinWait();
        }
    }
}
