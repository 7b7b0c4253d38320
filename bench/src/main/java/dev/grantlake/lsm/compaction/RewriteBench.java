package dev.grantlake.lsm.compaction;

import dev.grantlake.base.BufferCache;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.ReadMetrics;
import dev.grantlake.lsm.cursor.TableRun;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.manifest.ManifestEdit;
import dev.grantlake.lsm.manifest.TableMetadata;
import dev.grantlake.lsm.memtable.Memtable;
import dev.grantlake.lsm.sstable.CompressionProfile;
import dev.grantlake.lsm.sstable.SstableOptions;
import dev.grantlake.lsm.sstable.SstableWriterOptions;
import dev.grantlake.lsm.version.TableFiles;
import dev.grantlake.lsm.version.Version;
import dev.grantlake.lsm.version.VersionSet;
import dev.grantlake.vfs.MemoryVfs;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

import static java.util.Objects.requireNonNull;

/**
 * Merging a million entries of 16-byte keys and 100-byte values, in memory: a fifth of them, in one run or in several,
 * over the others, whose keys they have. An operation is one entry read.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(RewriteBench.ENTRIES)
@Fork(value = 1, jvmArgsAppend = "-Xmx1g")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RewriteBench {

    static final int ENTRIES = 1_000_000;

    private static final int LOWER = 800_000;
    private static final int MEMTABLE_ENTRIES = 100_000;
    private static final int VALUE_BYTES = 100;
    private static final SstableOptions READING = new SstableOptions(new BufferCache(0), new ReadMetrics());

    @Param({"1", "4"})
    public int upperRuns = 4;

    @Param({"NONE", "SNAPPY"})
    public CompressionProfile compression = CompressionProfile.SNAPPY;

    private final MemoryVfs directory = new MemoryVfs("memory");
    private final VersionSet versions = VersionSet.create(
            directory, 1, new VersionSet.Settings(new TableFiles(directory, READING), 1 << 20, 10_000));
    private final byte[] text = new byte[1 << 20];
    private long sequence = 10;
    private List<TableMetadata> made = List.of();

    @Setup
    public void makeTables() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < text.length; i++) {
            text[i] = (byte) ('a' + random.nextInt(1 + i % 16));
        }
        for (int from = 0; from < LOWER; from += MEMTABLE_ENTRIES) {
            Memtable memtable = new Memtable(1);
            for (int i = from; i < from + MEMTABLE_ENTRIES; i++) {
                put(memtable, i);
            }
            flush(memtable, 6);
        }
        for (int run = 0; run < upperRuns; run++) {
            Memtable memtable = new Memtable(1);
            for (int i = 0; i < (ENTRIES - LOWER) / upperRuns; i++) {
                put(memtable, random.nextInt(LOWER));
            }
            flush(memtable, 0);
        }
    }

    @Benchmark
    public List<TableMetadata> rewrite() {
        Version version = versions.current();
        List<TableMetadata> all = new ArrayList<>();
        version.levels().forEach(level -> all.addAll(level.tables()));
        try (InputTables inputs = InputTables.open(directory, READING, version, all)) {
            made = rewriter()
                    .run(
                            new RewriteInput(inputs.runs(), List.of(), OccupiedRanges.NOWHERE, 8 << 20, List.of(), 0),
                            Pace.UNHINDERED);
        }
        return made;
    }

    @TearDown(Level.Invocation)
    public void deleteTables() {
        made.forEach(table -> directory.delete(table.fileName()));
    }

    private void put(Memtable memtable, int number) {
        Bytes key = Bytes.utf8(String.format("key%013d", number));
        int from = (int) (number * 31L % (text.length - VALUE_BYTES));
        memtable.add(key, Trailer.of(sequence++, KeyKind.SET), Bytes.wrap(text, from, VALUE_BYTES));
    }

    private void flush(Memtable memtable, int level) {
        TableRun<?> run = TableRun.of(List.of(requireNonNull(memtable.view(sequence))));
        List<TableMetadata> tables =
                rewriter().run(RewriteInput.flush(List.of(run), List.of(), 8 << 20, 0), Pace.UNHINDERED);
        List<ManifestEdit> edit = new ArrayList<>();
        edit.add(new ManifestEdit.LastSequence(sequence));
        tables.forEach(table -> edit.add(ManifestEdit.NewTable.of(level, table)));
        versions.apply(version -> edit);
    }

    private Rewrite rewriter() {
        SstableWriterOptions tables = SstableWriterOptions.DEFAULT.with(compression);
        return new Rewrite(
                directory, versions::nextFileNumber, new RewriteOptions(tables, RewriteOptions.DEFAULT.merger()));
    }
}
