package dev.grantlake.lake.flush;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The time of the loop, and its sleep. */
public interface FlushClock {

    /** Nanoseconds of a clock that only goes forwards. */
    long nanoTime();

    /** Lets time pass, until {@link #wake} is called, or was called since the last pause. For one thread. */
    void pause(long nanos);

    /** Ends the present pause, or else the next. Thread-safe; costs little when called often. */
    void wake();

    /** The time of the machine. */
    static FlushClock system() {
        Semaphore wakes = new Semaphore(0);
        return new FlushClock() {

            @Override
            public long nanoTime() {
                return System.nanoTime();
            }

            @Override
            public void pause(long nanos) {
                try {
                    if (wakes.tryAcquire(nanos, TimeUnit.NANOSECONDS)) {
                        wakes.drainPermits();
                    }
                } catch (InterruptedException e) {
                    // The thread is the loop's own: nobody has reason to interrupt it, and it ends when it is told.
                    wakes.drainPermits();
                }
            }

            @Override
            public void wake() {
                if (wakes.availablePermits() == 0) {
                    wakes.release();
                }
            }
        };
    }
}
