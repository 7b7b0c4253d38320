package dev.grantlake.lake;

import dev.grantlake.base.BigEndian;
import dev.grantlake.base.Bytes;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lake.memtable.LayerCursor;
import dev.grantlake.lake.memtable.Memtable;
import dev.grantlake.lake.table.RowCursor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

/**
 * The forms of a lake's memtable, with keys of 24 bytes that share their first 16 and values of 100: what it costs an
 * entry to fill one, with the key and value that a transaction brings, and with {@code -prof gc} what it allocates;
 * what a look-up, a step of a scan and a row of a flush cost. {@link #main} says what an entry keeps on the heap.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx2g")
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class LakeMemtableBench {

    /** What one flush takes, unless something holds it up. */
    private static final int ENTRIES = 50_000;

    private static final int PREFIX_BYTES = 16;
    private static final int VALUE_BYTES = 100;

    @Param({"ROWS", "COLUMNS"})
    public MemtableForm form;

    /** Whether keys come in their order, or in one of chance. */
    @Param({"false", "true"})
    public boolean ascending;

    private Memtable full;
    private long drawn;

    @Setup(Level.Trial)
    public void fill() {
        full = filled();
    }

    private Memtable filled() {
        Memtable memtable = form.empty();
        for (int i = 0; i < ENTRIES; i++) {
            memtable.add(key(i), Bytes.wrap(new byte[VALUE_BYTES]), i + 1L);
        }
        return memtable;
    }

    private Bytes key(long number) {
        byte[] key = new byte[PREFIX_BYTES + Long.BYTES];
        BigEndian.putLong(key, PREFIX_BYTES, ascending ? number : number * 0x9e3779b97f4a7c15L);
        return Bytes.wrap(key);
    }

    private Bytes any() {
        drawn = drawn * 6364136223846793005L + 1442695040888963407L;
        return key(Math.floorMod(drawn >>> 20, ENTRIES));
    }

    @Benchmark
    @OperationsPerInvocation(ENTRIES)
    public Memtable add() {
        return filled();
    }

    @Benchmark
    public Memtable.Found get() {
        return full.get(any(), Long.MAX_VALUE);
    }

    @Benchmark
    public boolean seek() {
        try (LayerCursor cursor = full.cursor(KeyRange.ALL, Long.MAX_VALUE)) {
            return cursor.seekGe(any());
        }
    }

    @Benchmark
    @OperationsPerInvocation(ENTRIES)
    public long range() {
        long sum = 0;
        try (LayerCursor cursor = full.cursor(KeyRange.ALL, Long.MAX_VALUE)) {
            for (boolean more = cursor.first(); more; more = cursor.next()) {
                sum += cursor.value().length();
            }
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(ENTRIES)
    public long rangeBack() {
        long sum = 0;
        try (LayerCursor cursor = full.cursor(KeyRange.ALL, Long.MAX_VALUE)) {
            for (boolean more = cursor.last(); more; more = cursor.prev()) {
                sum += cursor.value().length();
            }
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(ENTRIES)
    public long flush() {
        long sum = 0;
        for (RowCursor row = full.newest().walk(); row.next(); ) {
            sum += row.key().length() + row.value().length() + row.seq();
        }
        return sum;
    }

    /** Bytes on the heap that an entry takes, beside the bytes of its key and value. */
    public static void main(String[] args) {
        Runtime runtime = Runtime.getRuntime();
        for (MemtableForm form : MemtableForm.values()) {
            LakeMemtableBench bench = new LakeMemtableBench();
            bench.form = form;
            long before = used(runtime);
            bench.fill();
            long after = used(runtime);
            System.out.println(form + " " + ((after - before) / ENTRIES - PREFIX_BYTES - Long.BYTES - VALUE_BYTES)
                    + " bytes an entry, of " + bench.full.rows());
        }
    }

    private static long used(Runtime runtime) {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
