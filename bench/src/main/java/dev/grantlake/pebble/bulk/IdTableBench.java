package dev.grantlake.pebble.bulk;

import dev.grantlake.base.Bytes;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

import java.util.concurrent.TimeUnit;

/**
 * Giving ids numbers, and sorting them: 100,000 principals as a company has them, in the order of no key. An operation
 * is one id.
 *
 * <p>{@code known} is paid for every grant: a regression there lies in the hash, in probing or in comparing, and slows
 * every put. {@code added} has growing and rehashing in it and, like {@code ordered}, is paid once for each different
 * id; {@code ordered} stands between the last put and the first table.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(IdTableBench.IDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class IdTableBench {

    static final int IDS = 100_000;

    private static final long SEED = 7;

    private byte[] text = new byte[0];
    private final int[] ends = new int[IDS + 1];
    private final IdTable table = new IdTable(SEED);

    @Setup
    public void makeIds() {
        StringBuilder ids = new StringBuilder();
        for (int i = 0; i < IDS; i++) {
            ids.append("user\0u%06d".formatted(i * 7919L % 100_003));
            ends[i + 1] = ids.length();
        }
        text = Bytes.utf8(ids.toString()).toArray();
        internAll(table);
    }

    private int internAll(IdTable target) {
        int last = 0;
        for (int i = 0; i < IDS; i++) {
            last = target.intern(text, ends[i], ends[i + 1] - ends[i]);
        }
        return last;
    }

    @Benchmark
    public int known() {
        return internAll(table);
    }

    @Benchmark
    public int added() {
        return internAll(new IdTable(SEED));
    }

    @Benchmark
    public void ordered(Blackhole hole) {
        hole.consume(table.ordered());
    }
}
