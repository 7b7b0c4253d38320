package dev.grantlake.pebble.bulk;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * The sort below all others of the bulk path, over a million numbers in groups of {@code count}; an operation is one
 * number, its copying included.
 *
 * <p>Groups of a million are how grants and the index by principal are sorted; a regression there lies in the rounds
 * over digits. Groups of 5,000 are the holders of one large entitlement, where clearing counts weighs as much as
 * sorting. Groups of 40 go the way for small ones. {@code companions} is slower than {@code plain} by what moving an
 * {@code int} along takes.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(RadixSortBench.NUMBERS)
@Fork(value = 1, jvmArgsAppend = "-Xmx1g")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RadixSortBench {

    static final int NUMBERS = 1_000_000;

    private static final int NUMBER_BITS = 33;

    @Param({"40", "5000", "1000000"})
    public int count = NUMBERS;

    private final long[] numbers =
            new SplittableRandom(1).longs(NUMBERS, 0, 1L << NUMBER_BITS).toArray();
    private long[] sorted = new long[0];
    private int[] companions = new int[0];

    @Setup
    public void makeRoom() {
        sorted = new long[count];
        companions = new int[count];
    }

    @Benchmark
    public long[] plain() {
        for (int from = 0; from < NUMBERS; from += count) {
            System.arraycopy(numbers, from, sorted, 0, count);
            RadixSort.sort(sorted, count);
        }
        return sorted;
    }

    @Benchmark
    public long[] companions() {
        for (int from = 0; from < NUMBERS; from += count) {
            System.arraycopy(numbers, from, sorted, 0, count);
            RadixSort.sort(sorted, companions, count);
        }
        return sorted;
    }
}
