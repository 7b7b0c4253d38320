package dev.grantlake.bench;

import dev.grantlake.base.BufferCache;
import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.ReadMetrics;
import dev.grantlake.lsm.cursor.InternalCursor;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.sstable.PointLookup;
import dev.grantlake.lsm.sstable.Sstable;
import dev.grantlake.lsm.sstable.SstableOptions;
import dev.grantlake.lsm.sstable.TableView;
import dev.grantlake.vfs.DiskVfs;
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
 * One table by itself, warm and with every block in the cache: a scan of the whole table in both directions, look-ups
 * of keys that are there and of keys that are not. By default tables of the fixtures: the same entries in row blocks
 * and in columns (Pebblev4 and Pebblev7, two levels of index), and a small table without and with a filter. Others:
 * {@code -p table=PATH}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx1g")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class TableBench {

    private static final int CACHE_BYTES = 256 << 20;

    @Param({
        "../shared/fixtures/sst/rich-v4-twolevel.sst",
        "../shared/fixtures/sst/rich-v7-twolevel.sst",
        "../shared/fixtures/sst/small-v7-xxhash64.sst",
        "../shared/fixtures/sst/small-v7-bloom.sst"
    })
    public String table = "";

    private DiskVfs folder;
    private Sstable opened;
    private InternalCursor cursor;
    private final PointLookup lookup = new PointLookup();
    private final List<Bytes> present = new ArrayList<>();
    private final List<Bytes> absent = new ArrayList<>();
    private int next;

    @Setup(Level.Trial)
    public void open() {
        Path path = Path.of(table).toAbsolutePath();
        folder = DiskVfs.open(path.getParent());
        opened = Sstable.open(
                folder.open(path.getFileName().toString()),
                new SstableOptions(new BufferCache(CACHE_BYTES), new ReadMetrics()));
        cursor = opened.points(TableView.WHOLE);
        for (boolean more = cursor.first(); more; more = cursor.next()) {
            Bytes key = cursor.userKey().copy();
            present.add(key);
            absent.add(key.plus(Bytes.ofHex("00")));
        }
        Collections.shuffle(present, new Random(1));
        Collections.shuffle(absent, new Random(1));
    }

    @TearDown(Level.Trial)
    public void close() {
        cursor.close();
        opened.close();
        folder.close();
    }

    @Benchmark
    public long scan() {
        long bytes = 0;
        for (boolean more = cursor.first(); more; more = cursor.next()) {
            bytes += cursor.userKey().length() + cursor.value().length() + cursor.trailer();
        }
        return bytes;
    }

    @Benchmark
    public long scanBackwards() {
        long bytes = 0;
        for (boolean more = cursor.last(); more; more = cursor.prev()) {
            bytes += cursor.userKey().length() + cursor.value().length() + cursor.trailer();
        }
        return bytes;
    }

    @Benchmark
    public ByteView getPresent() {
        lookup.find(opened, TableView.WHOLE, present.get(step()), Trailer.MAX_SEQUENCE);
        return lookup.value();
    }

    @Benchmark
    public boolean getAbsent() {
        return lookup.find(opened, TableView.WHOLE, absent.get(step()), Trailer.MAX_SEQUENCE);
    }

    private int step() {
        next = next + 1 < present.size() ? next + 1 : 0;
        return next;
    }
}
