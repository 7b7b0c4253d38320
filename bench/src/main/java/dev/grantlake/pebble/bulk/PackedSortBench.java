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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * Sorting the numbers that the index by principal is made of: a million of 30 bits, each a pair of ranks; an operation
 * is one number. {@code sort} has adding in it, {@code walk} goes through what is sorted.
 *
 * <p>With {@code AMPLE} memory a regression in {@code sort} is one of {@link RadixSortBench} or of growing arrays. With
 * {@code LEAST} there are 16 runs in a scratch file: what is slower only there lies in writing runs ({@code sort}), or
 * in reading and merging them ({@code walk}).
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(PackedSortBench.NUMBERS)
@Fork(value = 1, jvmArgsAppend = "-Xmx1g")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PackedSortBench {

    static final int NUMBERS = 1_000_000;

    private static final int NUMBER_BITS = 30;

    @Param({"AMPLE", "LEAST"})
    public ScratchFolder.Memory memory = ScratchFolder.Memory.AMPLE;

    private final long[] numbers =
            new SplittableRandom(1).longs(NUMBERS, 0, 1L << NUMBER_BITS).toArray();
    private PackedSorter walked;

    @Setup
    public void fill(ScratchFolder folder) {
        walked = filled(folder);
    }

    @TearDown
    public void close() {
        walked.close();
    }

    private PackedSorter filled(ScratchFolder folder) {
        PackedSorter sorter = new PackedSorter(folder.path(), memory.bytes);
        for (long number : numbers) {
            sorter.add(number);
        }
        return sorter;
    }

    @Benchmark
    public boolean sort(ScratchFolder folder) {
        try (PackedSorter sorter = filled(folder)) {
            return sorter.cursor().next();
        }
    }

    @Benchmark
    public long walk() {
        long sum = 0;
        for (PackedCursor cursor = walked.cursor(); cursor.next(); ) {
            sum += cursor.key();
        }
        return sum;
    }
}
