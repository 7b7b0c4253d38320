package dev.grantlake.testkit.hostile;

import dev.grantlake.base.BufferCache;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.ReadMetrics;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lsm.LsmReadOptions;
import dev.grantlake.lsm.ReadOnlyDatabase;
import dev.grantlake.lsm.directory.FileName;
import dev.grantlake.lsm.key.InternalKey;
import dev.grantlake.lsm.key.KeyBounds;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.manifest.ManifestEdit;
import dev.grantlake.lsm.manifest.ManifestWriter;
import dev.grantlake.lsm.manifest.TableMetadata;
import dev.grantlake.testbase.Allocation;
import dev.grantlake.vfs.FileSink;
import dev.grantlake.vfs.MemoryVfs;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Databases of a few kilobytes each of whose blocks stays below what one block may expand to, and which together would
 * fill the heap: one error that names file and place, within a second of processor time and 64 MiB and eight times the
 * size.
 */
class ExpandingDatabaseTest {

    private static final int TABLES = 60;
    private static final int LAST_LEVEL = 6;
    private static final long FIXED_BYTES = 64L << 20;
    private static final Bytes KEY = Bytes.utf8("a");

    private record Table(Bytes smallest, Bytes largest, Bytes content) {}

    /** A directory whose tables lie in one level. */
    private static MemoryVfs database(int level, IntFunction<Table> tables) {
        MemoryVfs directory = new MemoryVfs("expanding");
        List<ManifestEdit> edits = new ArrayList<>(List.of(
                new ManifestEdit.Comparer("leveldb.BytewiseComparator"),
                new ManifestEdit.LogNumber(1),
                new ManifestEdit.NextFileNumber(1000),
                new ManifestEdit.LastSequence(1000)));
        for (int i = 0; i < TABLES; i++) {
            Table table = tables.apply(i);
            long sequence = sequence(i);
            KeyBounds bounds = new KeyBounds(
                    new InternalKey(table.smallest, Trailer.of(sequence, KeyKind.SET)),
                    new InternalKey(table.largest, Trailer.of(sequence, KeyKind.SET)));
            directory.put(FileName.ofTable(10 + i), table.content);
            edits.add(ManifestEdit.NewTable.of(
                    level,
                    new TableMetadata(
                            10 + i,
                            table.content.length(),
                            bounds,
                            null,
                            sequence,
                            sequence,
                            0,
                            false,
                            0,
                            Bytes.EMPTY,
                            Bytes.EMPTY,
                            List.of())));
        }
        try (FileSink manifest = directory.create("MANIFEST-000001")) {
            new ManifestWriter(manifest).write(edits);
            manifest.finish();
        }
        return directory
                .put("marker.manifest.000001.MANIFEST-000001", Bytes.EMPTY)
                .put("marker.format-version.000001.013", Bytes.EMPTY);
    }

    private static long sequence(int table) {
        return 100L + table;
    }

    /** Reads everything; how many keys there are. */
    private static int readAll(MemoryVfs directory) {
        LsmReadOptions options = new LsmReadOptions(new BufferCache(1 << 20), new ReadMetrics());
        int keys = 0;
        try (ReadOnlyDatabase database = ReadOnlyDatabase.open(directory, options);
                Cursor cursor = database.cursor(KeyRange.ALL)) {
            for (boolean more = cursor.first(); more; more = cursor.next()) {
                keys++;
            }
        }
        return keys;
    }

    private static void refused(MemoryVfs directory, String part) {
        // Loads the classes that a read needs, which is not what is measured.
        assertThat(readAll(small())).isEqualTo(1);
        long size = directory.list().stream()
                .mapToLong(name -> directory.content(name).length())
                .sum();
        Allocation cost = Allocation.of(() -> assertThatThrownBy(() -> readAll(directory))
                .isInstanceOfSatisfying(StorageException.class, e -> {
                    assertThat(e.kind()).isEqualTo(StorageException.Kind.LIMIT_EXCEEDED);
                    assertThat(e.location()).hasValueSatisfying(where -> {
                        assertThat(where.file()).endsWith(".sst");
                        assertThat(where.offset()).isNotNegative();
                        assertThat(where.part()).contains(part);
                    });
                }));
        assertThat(cost.bytes()).as("bytes allocated").isLessThan(FIXED_BYTES + 8 * size);
        assertThat(cost.cpuNanos()).as("processor time").isLessThan(Allocation.SECOND_NANOS);
    }

    private static MemoryVfs small() {
        return database(0, i -> new Table(KEY, KEY, ExpandingTable.of(KEY, sequence(i), Bytes.utf8("v"), KEY)));
    }

    /** One after the other each table is opened, and keeps its index. */
    @Test
    void indexesThatExpandTogetherAreRefused() {
        refused(
                database(LAST_LEVEL, i -> {
                    Bytes key = Bytes.utf8("table" + (100 + i));
                    Bytes separator = key.plus(Bytes.wrap(new byte[4 << 20]));
                    return new Table(key, key, ExpandingTable.of(key, sequence(i), Bytes.utf8("v"), separator));
                }),
                "index");
    }

    /** All tables have the same key, so each is a run of its own, and a merge stands on a block of each. */
    @Test
    void dataBlocksThatExpandTogetherAreRefused() {
        Bytes content = ExpandingTable.of(KEY, sequence(0), Bytes.wrap(new byte[20 << 20]), KEY);
        refused(database(0, i -> new Table(KEY, KEY, content)), "data");
    }

    /** What is closed counts no more: many databases, one after the other, have the whole budget each. */
    @Test
    void aBlockThatExpandsAloneIsRead() {
        AtomicInteger keys = new AtomicInteger();
        Bytes separator = KEY.plus(Bytes.wrap(new byte[1 << 20]));
        MemoryVfs directory = database(
                0,
                i -> new Table(
                        KEY,
                        KEY,
                        ExpandingTable.of(
                                KEY, sequence(i), Bytes.wrap(new byte[500 << 10]), i == 0 ? separator : KEY)));
        for (int i = 0; i < 3; i++) {
            keys.addAndGet(readAll(directory));
        }
        assertThat(keys).hasValue(3);
    }
}
