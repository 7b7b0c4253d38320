package dev.grantlake.bench;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.kv.KeyValueReader;
import dev.grantlake.pebble.PebbleFile;
import dev.grantlake.store.OpenOptions;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

/**
 * The database below the records, warm: what one step, one point and one seek cost, on one file: {@code -p file=PATH};
 * by default the sample of a thousand grants.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx2g")
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class DatabaseBench {

    /** Every so many keys one is kept for points and seeks, in an order of chance. */
    private static final int STRIDE = 41;

    @Param("samples/small.c1z")
    public String file = "";

    private PebbleFile opened;
    private KeyValueReader entries;
    private Cursor forward;
    private Cursor backward;
    private Cursor seeking;
    private final List<Bytes> keys = new ArrayList<>();
    private int next;

    @Setup(Level.Trial)
    public void open() {
        opened = PebbleFile.open(Path.of(file), OpenOptions.defaults());
        entries = opened.entries();
        int index = 0;
        try (Cursor all = entries.cursor(KeyRange.ALL)) {
            for (boolean more = all.first(); more; more = all.next()) {
                if (index++ % STRIDE == 0) {
                    keys.add(all.key().copy());
                }
            }
        }
        Collections.shuffle(keys, new Random(1));
        forward = entries.cursor(KeyRange.ALL);
        backward = entries.cursor(KeyRange.ALL);
        seeking = entries.cursor(KeyRange.ALL);
    }

    @TearDown(Level.Trial)
    public void close() {
        forward.close();
        backward.close();
        seeking.close();
        opened.close();
    }

    @Benchmark
    public ByteView next() {
        if (!forward.next()) {
            forward.first();
        }
        return forward.value();
    }

    @Benchmark
    public ByteView prev() {
        if (!backward.prev()) {
            backward.last();
        }
        return backward.value();
    }

    @Benchmark
    public ByteView seekGe() {
        seeking.seekGe(key());
        return seeking.value();
    }

    @Benchmark
    public Bytes get() {
        return entries.get(key());
    }

    private Bytes key() {
        next = next + 1 < keys.size() ? next + 1 : 0;
        return keys.get(next);
    }
}
