package dev.grantlake.bench.lake;

import dev.grantlake.bench.kv.Latencies;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** Calls that were made by one or several threads, as many as were asked for or as there was time for. */
final class Calls {

    /** Of the calls of each thread in nanoseconds, in their order. */
    private final long[][] times;

    private final long nanos;

    private Calls(long[][] times, long nanos) {
        this.times = times;
        this.nanos = nanos;
    }

    /** One call of many. */
    interface Call {
        void run(long number);
    }

    static Calls run(int threads, long count, Duration time, Call call) {
        AtomicLong next = new AtomicLong();
        ExecutorService workers = Executors.newFixedThreadPool(threads);
        long[][] times = new long[threads][];
        long began = System.nanoTime();
        long end = began + time.toNanos();
        try {
            List<Future<long[]>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                running.add(workers.submit(() -> run(next, count, end, call)));
            }
            for (int i = 0; i < threads; i++) {
                times[i] = running.get(i).get();
            }
            return new Calls(times, System.nanoTime() - began);
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            workers.shutdownNow();
        }
    }

    private static long[] run(AtomicLong next, long count, long end, Call call) {
        long[] times = new long[1024];
        int made = 0;
        long began = System.nanoTime();
        for (long number = next.getAndIncrement(); number < count && began < end; number = next.getAndIncrement()) {
            call.run(number);
            long ended = System.nanoTime();
            if (made == times.length) {
                times = Arrays.copyOf(times, 2 * made);
            }
            times[made++] = ended - began;
            began = ended;
        }
        return Arrays.copyOf(times, made);
    }

    long count() {
        return Arrays.stream(times).mapToLong(each -> each.length).sum();
    }

    /** From the beginning of the first to the end of the last. */
    long nanos() {
        return nanos;
    }

    Latencies latencies() {
        return new Latencies(times);
    }

    /** The median of the calls of the first thread from one to another, excluded, as far as there are so many. */
    long median(int from, int to) {
        return new Latencies(new long[][] {Arrays.copyOfRange(times[0], from, Math.min(to, times[0].length))})
                .perMille(500);
    }
}
