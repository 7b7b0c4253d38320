package dev.grantlake.pebble.bulk;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
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

import java.util.concurrent.TimeUnit;

/**
 * Sorting 100,000 rows by their bytes, as resources and entitlements are; an operation is one row.
 *
 * <p>A regression with all rows in memory lies in copying or comparing them; one only with a budget of a megabyte,
 * which makes some twenty runs, in the scratch file or the merge. Rows are far fewer than grants: what is small here
 * does not show in a sync.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(RowSortBench.ROWS)
@Fork(value = 1, jvmArgsAppend = "-Xmx1g")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RowSortBench {

    static final int ROWS = 100_000;

    private static final int VALUE_BYTES = 100;

    @Param({"1048576", "1073741824"})
    public long memoryBytes = 1 << 30;

    private final ByteSink[] keys = new ByteSink[ROWS];
    private final ByteSink value = new ByteSink().writeZeros(VALUE_BYTES);

    public RowSortBench() {
        for (int i = 0; i < ROWS; i++) {
            keys[i] = new ByteSink(32).writeBytes(Bytes.utf8("user\0u%06d".formatted(i * 7919L % 100_003)));
        }
    }

    @Benchmark
    public void sort(ScratchFolder folder, Blackhole hole) {
        try (RowSorter sorter = new RowSorter(folder.path(), memoryBytes)) {
            for (ByteSink key : keys) {
                sorter.add(key, value);
            }
            sorter.drainTo((rowKey, rowValue) -> hole.consume(rowKey.size() + rowValue.size()));
        }
    }
}
