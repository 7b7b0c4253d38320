package dev.grantlake.bench;

import dev.grantlake.base.BigEndian;
import dev.grantlake.base.Bytes;
import dev.grantlake.lsm.bulk.BulkLoader;
import dev.grantlake.lsm.bulk.BulkOptions;
import dev.grantlake.lsm.bulk.BulkSummary;
import dev.grantlake.vfs.FileSink;
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
 * Loading a million sorted entries, keys of 60 bytes and values of 40, half of them noise, into tables that go nowhere;
 * an operation is one entry.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(BulkLoaderBench.ENTRIES)
@Fork(value = 1, jvmArgsAppend = "-Xmx1g")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class BulkLoaderBench {

    static final int ENTRIES = 1_000_000;

    private static final int KEY_BYTES = 60;
    private static final int COUNTER_AT = KEY_BYTES - Long.BYTES;
    private static final int VALUE_BYTES = 40;

    @Param({"1", "2"})
    public int threads = 1;

    @Param({"NONE", "SNAPPY"})
    public BulkOptions.Compression compression = BulkOptions.Compression.SNAPPY;

    private final byte[] key = new byte[KEY_BYTES];
    private final byte[] values = new byte[1 << 20];

    @Setup
    public void makeValues() {
        byte[] text = Bytes.utf8("group\0g00001\0member\0user\0and what names an entitlement")
                .toArray();
        System.arraycopy(text, 0, key, 0, Math.min(text.length, COUNTER_AT));
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < values.length; i++) {
            values[i] = (byte) (i / (VALUE_BYTES / 2) % 2 == 0 ? 'v' : random.nextInt(256));
        }
    }

    @Benchmark
    public BulkSummary load() {
        BulkOptions options = BulkOptions.DEFAULT.withThreads(threads).with(compression);
        try (BulkLoader loader = new BulkLoader(options, Nowhere::new)) {
            for (int i = 0; i < ENTRIES; i++) {
                // Gaps, so that neighbours differ in more than their last byte.
                BigEndian.putLong(key, COUNTER_AT, i * 1_000_003L);
                int value = (int) (i * 31L % (values.length - VALUE_BYTES));
                loader.add(key, 0, KEY_BYTES, values, value, VALUE_BYTES);
            }
            return loader.finish();
        }
    }

    /** Counts and forgets. */
    private static final class Nowhere implements FileSink {

        private final String name;
        private long size;

        Nowhere(String name) {
            this.name = name;
        }

        @Override
        public String description() {
            return name;
        }

        @Override
        public long size() {
            return size;
        }

        @Override
        public void write(byte[] array, int offset, int length) {
            size += length;
        }

        @Override
        public void finish() {}

        @Override
        public void close() {}
    }
}
