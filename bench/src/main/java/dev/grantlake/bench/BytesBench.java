package dev.grantlake.bench;

import dev.grantlake.base.Bytes;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.util.concurrent.TimeUnit;

/** Comparing two keys that share a long prefix, as neighbours in a table do. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class BytesBench {

    private final Bytes left = Bytes.utf8("group\0engineering\0member\0user\0u000041");
    private final Bytes right = Bytes.utf8("group\0engineering\0member\0user\0u000042");

    @Benchmark
    public int compareNeighbours() {
        return left.compareTo(right);
    }
}
