package dev.grantlake.bench;

import dev.grantlake.base.BigEndian;
import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lsm.cursor.InternalCursor;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.memtable.Memtable;
import dev.grantlake.lsm.memtable.MemtableView;
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

import java.util.concurrent.atomic.AtomicLong;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

/**
 * A memtable of keys of 24 bytes, which share their first 16, in an order of chance, with values of 40 bytes: what it
 * costs to add one, to find one, to seek and to step. With {@code -t 2} two threads do it to the same memtable.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx2g")
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class MemtableBench {

    private static final int PREFIX_BYTES = 16;
    private static final Bytes VALUE = Bytes.wrap(new byte[40]);

    /** Entries that a full memtable has; 64 MiB are about 500,000. */
    @Param({"10000", "500000"})
    public int entries;

    private final AtomicLong added = new AtomicLong();
    private volatile Memtable growing;
    private Memtable full;

    /** What a thread reads by. */
    @State(Scope.Thread)
    public static class Reader {

        private final byte[] key = new byte[PREFIX_BYTES + Long.BYTES];
        private final Bytes wrapped = Bytes.wrap(key);
        private final ByteView value = new ByteView();
        private MemtableView view;
        private InternalCursor cursor;
        private long drawn;

        @Setup(Level.Trial)
        public void open(MemtableBench bench) {
            view = bench.full.view(Trailer.MAX_SEQUENCE);
            cursor = view.points(KeyRange.ALL);
        }

        @TearDown(Level.Trial)
        public void close() {
            cursor.close();
        }

        /** Some key of the full memtable. */
        private Bytes anyOf(int entries) {
            drawn = drawn * 6364136223846793005L + 1442695040888963407L;
            return key(Math.floorMod(drawn >>> 20, entries));
        }

        private Bytes key(long number) {
            BigEndian.putLong(key, PREFIX_BYTES, number * 0x9e3779b97f4a7c15L);
            return wrapped;
        }
    }

    @Setup(Level.Trial)
    public void fill() {
        Reader keys = new Reader();
        full = new Memtable(1);
        for (int i = 0; i < entries; i++) {
            full.add(keys.key(i), Trailer.of(i + 1L, KeyKind.SET), VALUE);
        }
        growing = new Memtable(1);
    }

    @Benchmark
    public void add(Reader keys) {
        long number = added.getAndIncrement();
        if (number % entries == 0) {
            growing = new Memtable(1);
        }
        growing.add(keys.key(number), Trailer.of(number + 1, KeyKind.SET), VALUE);
    }

    @Benchmark
    public ByteView find(Reader reader) {
        reader.view.find(reader.anyOf(entries), reader.value);
        return reader.value;
    }

    @Benchmark
    public ByteView seekGe(Reader reader) {
        reader.cursor.seekGe(reader.anyOf(entries));
        return reader.cursor.value();
    }

    @Benchmark
    public ByteView next(Reader reader) {
        if (!reader.cursor.next()) {
            reader.cursor.first();
        }
        return reader.cursor.value();
    }

    @Benchmark
    public ByteView prev(Reader reader) {
        if (!reader.cursor.prev()) {
            reader.cursor.last();
        }
        return reader.cursor.value();
    }

    @Benchmark
    public MemtableView view() {
        return full.view(Trailer.MAX_SEQUENCE);
    }
}
