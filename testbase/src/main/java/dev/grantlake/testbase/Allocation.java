package dev.grantlake.testbase;

import com.sun.management.ThreadMXBean;

import java.lang.management.ManagementFactory;

/**
 * What an action cost the current thread: bytes allocated on the Java heap and processor time. For tests that hostile
 * input stays cheap; not a benchmark.
 *
 * @param bytes bytes allocated, dead or alive
 * @param cpuNanos processor time in nanoseconds
 */
public record Allocation(long bytes, long cpuNanos) {

    /**
     * What a second of processor time may come to on a slow machine, with others on the same core and a JVM that has
     * compiled little: the bound where hostile input has to be done with within a second.
     */
    public static final long SECOND_NANOS = 4_000_000_000L;

    private static final ThreadMXBean THREAD = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** An action that may throw anything, which the measurement then throws on. */
    @FunctionalInterface
    public interface Action<X extends Exception> {

        void run() throws X;
    }

    /** Runs {@code action} once in this thread. Give it a first run before, or class loading is measured too. */
    public static <X extends Exception> Allocation of(Action<X> action) throws X {
        long cpuBefore = THREAD.getCurrentThreadCpuTime();
        long bytesBefore = THREAD.getThreadAllocatedBytes(Thread.currentThread().getId());
        action.run();
        long bytesAfter = THREAD.getThreadAllocatedBytes(Thread.currentThread().getId());
        return new Allocation(bytesAfter - bytesBefore, THREAD.getCurrentThreadCpuTime() - cpuBefore);
    }
}
