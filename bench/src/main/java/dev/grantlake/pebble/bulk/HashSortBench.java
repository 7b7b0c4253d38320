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
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * Sorting the grants of entitlement after entitlement for the index by hashes, and going through them; an operation is
 * one grant.
 *
 * <p>A regression with {@code holders} 40 or 5,000 that {@link RadixSortBench} has not for the same size lies in the
 * gathering of rows or in the cursor. A million holders with {@code LEAST} memory make 62 runs in a scratch file;
 * smaller entitlements never leave memory.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(HashSortBench.GRANTS)
@Fork(value = 1, jvmArgsAppend = "-Xmx1g")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class HashSortBench {

    static final int GRANTS = 1_000_000;

    private static final int KEY_BITS = 33;

    @Param({"40", "5000", "1000000"})
    public int holders = 40;

    @Param({"AMPLE", "LEAST"})
    public ScratchFolder.Memory memory = ScratchFolder.Memory.AMPLE;

    private final long[] keys =
            new SplittableRandom(1).longs(GRANTS, 0, 1L << KEY_BITS).toArray();

    @Benchmark
    public void sort(ScratchFolder folder, Blackhole hole) {
        try (HashSorter sorter = new HashSorter(folder.path(), memory.bytes)) {
            for (int from = 0; from < GRANTS; from += holders) {
                sorter.clear();
                for (int i = from; i < from + holders; i++) {
                    sorter.add(keys[i], i);
                }
                for (PackedCursor cursor = sorter.cursor(); cursor.next(); ) {
                    hole.consume(cursor.key());
                }
            }
        }
    }
}
