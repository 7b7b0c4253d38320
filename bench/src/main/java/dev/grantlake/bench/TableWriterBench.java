package dev.grantlake.bench;

import dev.grantlake.base.Bytes;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.sstable.CompressionProfile;
import dev.grantlake.lsm.sstable.SstableWriter;
import dev.grantlake.lsm.sstable.SstableWriterOptions;
import dev.grantlake.lsm.sstable.TableFormat;
import dev.grantlake.lsm.sstable.WrittenTable;
import dev.grantlake.vfs.FileSink;
import dev.grantlake.vfs.MemorySink;
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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Writing a table of a million sorted entries, like those of grants, to nowhere; an operation is one entry. Without
 * compression this is the building of blocks and their checksums.
 *
 * <p>{@link #main} writes the same table into a file, for the Go peer to rewrite.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(TableWriterBench.ENTRIES)
@Fork(value = 1, jvmArgsAppend = "-Xmx1g")
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class TableWriterBench {

    static final int ENTRIES = 1_000_000;

    private static final int VALUE_BYTES = 100;

    @Param({"PEBBLE_V7", "PEBBLE_V4"})
    public TableFormat format = TableFormat.PEBBLE_V7;

    @Param({"NONE", "SNAPPY", "ZSTD"})
    public CompressionProfile compression = CompressionProfile.SNAPPY;

    private byte[] keys = new byte[0];
    private final int[] ends = new int[ENTRIES + 1];
    private byte[] values = new byte[0];

    /** Writes the table to the path given. */
    public static void main(String[] args) throws IOException {
        TableWriterBench bench = new TableWriterBench();
        bench.makeEntries();
        MemorySink file = new MemorySink("bench.sst");
        bench.write(file);
        Files.write(Path.of(args[0]), file.content().toArray());
    }

    @Setup
    public void makeEntries() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < ENTRIES; i++) {
            text.append("group\0g%05d\0member\0user\0u%07d".formatted(i / 40, i));
            ends[i + 1] = text.length();
        }
        keys = Bytes.utf8(text.toString()).toArray();
        StringBuilder value = new StringBuilder();
        for (int i = 0; value.length() < 1 << 20; i++) {
            value.append("{\"id\":%d,\"at\":%d}".formatted(i, i * 7919L % 100_003));
        }
        values = Bytes.utf8(value.toString()).toArray();
    }

    @Benchmark
    public WrittenTable write() {
        return write(new Nowhere());
    }

    private WrittenTable write(FileSink file) {
        SstableWriterOptions options = SstableWriterOptions.DEFAULT.with(format).with(compression);
        long trailer = Trailer.of(0, KeyKind.SET);
        try (SstableWriter writer = new SstableWriter(file, options)) {
            for (int i = 0; i < ENTRIES; i++) {
                int value = (int) (i * 31L % (values.length - VALUE_BYTES));
                writer.add(keys, ends[i], ends[i + 1] - ends[i], trailer, values, value, VALUE_BYTES);
            }
            return writer.finish();
        }
    }

    /** Counts and forgets. */
    private static final class Nowhere implements FileSink {

        private long size;

        @Override
        public String description() {
            return "nowhere";
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
