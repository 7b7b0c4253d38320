package dev.grantlake.bench;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.sstable.SstableWriterOptions;
import dev.grantlake.lsm.sstable.TableFormat;
import dev.grantlake.lsm.sstable.block.DataBlockBuilder;
import dev.grantlake.lsm.sstable.block.FlushRule;
import dev.grantlake.lsm.sstable.block.PendingPoint;
import dev.grantlake.lsm.sstable.colblk.ColumnarDataBlockBuilder;
import dev.grantlake.lsm.sstable.rowblk.RowDataBlockBuilder;
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
import org.openjdk.jmh.infra.Blackhole;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Putting entries into data blocks of the usual size, without the checks, checksums and compression of a table; an
 * operation is one entry.
 *
 * <p>A regression here shows in {@link TableWriterBench} for the same format, as large in nanoseconds; one that shows
 * only there lies in the writer around the blocks. With {@code valueBytes=0} the entries are those of an index: if only
 * those are slower, look at the columns of keys, else at those of values. {@code COLUMNAR} is what every new file has;
 * {@code ROW} is written only where an old format is asked for.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(BlockBuildBench.ENTRIES)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class BlockBuildBench {

    static final int ENTRIES = 100_000;

    /** How a block is laid out. */
    public enum Encoding {
        COLUMNAR,
        ROW;

        DataBlockBuilder newBuilder() {
            FlushRule rule = FlushRule.of(SstableWriterOptions.DEFAULT.blockBytes());
            return this == COLUMNAR
                    ? new ColumnarDataBlockBuilder(rule)
                    : new RowDataBlockBuilder(TableFormat.PEBBLE_V4.rowPoints(), rule);
        }
    }

    @Param({"COLUMNAR", "ROW"})
    public Encoding encoding = Encoding.COLUMNAR;

    @Param({"0", "100"})
    public int valueBytes = 100;

    private byte[] keys = new byte[0];
    private final int[] ends = new int[ENTRIES + 1];
    private final int[] shared = new int[ENTRIES];
    private byte[] values = new byte[0];
    private final PendingPoint point = new PendingPoint();
    private final ByteSink block = new ByteSink();

    @Setup
    public void makeEntries() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < ENTRIES; i++) {
            text.append("group\0g%05d\0member\0user\0u%07d".formatted(i / 40, i));
            ends[i + 1] = text.length();
        }
        keys = Bytes.utf8(text.toString()).toArray();
        for (int i = 1; i < ENTRIES; i++) {
            int mismatch = Arrays.mismatch(keys, ends[i - 1], ends[i], keys, ends[i], ends[i + 1]);
            shared[i] = mismatch < 0 ? ends[i] - ends[i - 1] : mismatch;
        }
        StringBuilder value = new StringBuilder();
        for (int i = 0; value.length() < 1 << 20; i++) {
            value.append("{\"id\":%d,\"at\":%d}".formatted(i, i * 7919L % 100_003));
        }
        values = Bytes.utf8(value.toString()).toArray();
    }

    @Benchmark
    public void build(Blackhole hole) {
        DataBlockBuilder builder = encoding.newBuilder();
        point.key = keys;
        point.value = values;
        point.valueLength = valueBytes;
        point.trailer = Trailer.of(0, KeyKind.SET);
        for (int i = 0; i < ENTRIES; i++) {
            point.keyOffset = ends[i];
            point.keyLength = ends[i + 1] - ends[i];
            point.shared = shared[i];
            point.valueOffset = (int) (i * 31L % (values.length - valueBytes));
            if (!builder.add(point)) {
                builder.finish(block);
                hole.consume(block.size());
                builder.add(point);
            }
        }
        builder.finish(block);
        hole.consume(block.size());
    }
}
