package dev.grantlake.lsm.bulk;

import dev.grantlake.base.BufferCache;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.ReadMetrics;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lsm.LsmReadOptions;
import dev.grantlake.lsm.ReadOnlyDatabase;
import dev.grantlake.lsm.directory.DatabaseDirectory;
import dev.grantlake.lsm.inspect.DatabaseAudit;
import dev.grantlake.lsm.inspect.Fault;
import dev.grantlake.lsm.inspect.ManifestDump;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.vfs.FileSink;
import dev.grantlake.vfs.FileTarget;
import dev.grantlake.vfs.MemoryVfs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What is loaded is a sound database with exactly these entries. */
@ExtendWith(Seeds.class)
class BulkLoaderTest {

    private static final TableSizes SMALL = new TableSizes(1000, 4000, 5);
    private static final BulkOptions OPTIONS =
            BulkOptions.DEFAULT.with(SMALL).withCreationTime(Instant.ofEpochSecond(1795148073));

    @Test
    void isReadBackAsItWasGiven(Dice dice) {
        for (int round = 0; round < Seeds.rounds(60); round++) {
            LoadedEntries loaded = LoadedEntries.random(dice);
            BulkOptions options = LoadedEntries.randomOptions(dice);
            MemoryVfs directory = new MemoryVfs("db");
            BulkSummary summary = loaded.load(options, directory::create);
            assertThat(summary.entries()).isEqualTo(loaded.entries().size());
            assertThat(summary.tables()).isEqualTo(tables(directory).size());
            assertThat(summary.tableBytes())
                    .isEqualTo(tables(directory).values().stream()
                            .mapToLong(Bytes::length)
                            .sum());
            assertThat(entries(directory)).isEqualTo(loaded.entries());
            assertThat(faults(directory)).isEmpty();
            DatabaseDirectory names = DatabaseDirectory.read(directory);
            assertThat(names.formatVersion()).isEqualTo(options.formatVersion());
            assertThat(names.optionsFile()).isNotNull();
        }
    }

    @Test
    void writesADatabaseWithoutEntries() {
        MemoryVfs directory = new MemoryVfs("db");
        BulkSummary summary = new LoadedEntries(new TreeMap<>(), Set.of()).load(OPTIONS, directory::create);
        assertThat(summary).isEqualTo(new BulkSummary(0, 0, 0));
        assertThat(directory.list())
                .containsExactly(
                        "000002.log",
                        "MANIFEST-000001",
                        "OPTIONS-000003",
                        "marker.format-version.000001.024",
                        "marker.manifest.000001.MANIFEST-000001");
        assertThat(entries(directory)).isEmpty();
        assertThat(faults(directory)).isEmpty();
    }

    @Test
    void statesItsTablesAsTablesOfTheLowestLevel() {
        MemoryVfs directory = new MemoryVfs("db");
        try (BulkLoader loader = new BulkLoader(OPTIONS, directory::create)) {
            loader.add(Bytes.utf8("a"), Bytes.utf8("1"));
            loader.add(Bytes.utf8("b"), Bytes.EMPTY);
            loader.cutHere();
            loader.add(Bytes.utf8("c"), Bytes.utf8("3"));
            loader.finish();
        }
        assertThat(directory.content("000004.log").isEmpty()).isTrue();
        List<String> lines = new ArrayList<>();
        ManifestDump.lines(directory, "MANIFEST-000001", 1 << 20, lines::add);
        assertThat(lines.subList(1, lines.size()))
                .containsExactly(
                        "  comparer leveldb.BytewiseComparator",
                        "  log number 4",
                        "  next file number 6",
                        "  last sequence 10",
                        "  add L6 000002 size " + directory.size("000002.sst")
                                + " points [61#0,SET, 62#0,SET] sequences 0 to 0 created 1795148073",
                        "  add L6 000003 size " + directory.size("000003.sst")
                                + " points [63#0,SET, 63#0,SET] sequences 0 to 0 created 1795148073");
    }

    @Test
    void writesTheSameWithAnyNumberOfThreads(Dice dice) {
        for (int round = 0; round < Seeds.rounds(20); round++) {
            LoadedEntries loaded = LoadedEntries.random(dice);
            BulkOptions options = LoadedEntries.randomOptions(dice);
            Map<String, Bytes> first = files(loaded, options.withThreads(1));
            for (int threads = 2; threads <= 4; threads++) {
                assertThat(files(loaded, options.withThreads(threads))).isEqualTo(first);
            }
        }
    }

    @Test
    void leavesTablesAsTheyAreThatNoChangeTouches(Dice dice) {
        SortedMap<Bytes, Bytes> entries = new TreeMap<>();
        while (entries.size() < 5000) {
            entries.put(Bytes.wrap(dice.bytes(12)), Bytes.wrap(dice.bytes(dice.below(60))));
        }
        LoadedEntries before = new LoadedEntries(entries, Set.of());
        Set<Bytes> old = new HashSet<>(tables(directory(before, OPTIONS)).values());
        assertThat(old).hasSizeGreaterThan(40);
        for (int round = 0; round < Seeds.rounds(20); round++) {
            SortedMap<Bytes, Bytes> changed = new TreeMap<>(entries);
            if (dice.oneIn(2)) {
                changed.remove(dice.pick(List.copyOf(entries.keySet())));
            } else {
                changed.put(Bytes.wrap(dice.bytes(12)), Bytes.EMPTY);
            }
            List<Bytes> tables = new ArrayList<>(tables(directory(new LoadedEntries(changed, Set.of()), OPTIONS))
                    .values());
            tables.removeAll(old);
            assertThat(tables).hasSizeBetween(1, 20);
        }
    }

    @Test
    void takesLargeValues(Dice dice) {
        SortedMap<Bytes, Bytes> entries = new TreeMap<>();
        for (int i = 0; i < 6; i++) {
            entries.put(Bytes.wrap(dice.bytes(8)), Bytes.wrap(dice.bytes(dice.between(1, 8 << 20))));
        }
        MemoryVfs directory = directory(new LoadedEntries(entries, Set.of()), BulkOptions.DEFAULT);
        assertThat(entries(directory)).isEqualTo(entries);
        assertThat(faults(directory)).isEmpty();
    }

    @Test
    void refusesWhatNoTableCanHoldAndGoesOn() {
        MemoryVfs directory = new MemoryVfs("db");
        try (BulkLoader loader = new BulkLoader(OPTIONS, directory::create)) {
            assertFails(StorageException.Kind.INVALID_ARGUMENT, () -> loader.add(Bytes.EMPTY, Bytes.EMPTY));
            loader.add(Bytes.utf8("b"), Bytes.utf8("1"));
            assertFails(StorageException.Kind.INVALID_ARGUMENT, () -> loader.add(Bytes.utf8("b"), Bytes.EMPTY));
            assertFails(StorageException.Kind.INVALID_ARGUMENT, () -> loader.add(Bytes.utf8("a"), Bytes.EMPTY));
            byte[] large = new byte[BulkLoader.MAX_ENTRY_BYTES];
            assertFails(StorageException.Kind.LIMIT_EXCEEDED, () -> loader.add(Bytes.utf8("c"), Bytes.wrap(large)));
            loader.add(Bytes.utf8("c"), Bytes.utf8("2"));
            assertThat(loader.finish().entries()).isEqualTo(2);
            assertFails(StorageException.Kind.CLOSED, () -> loader.add(Bytes.utf8("d"), Bytes.EMPTY));
            assertFails(StorageException.Kind.CLOSED, loader::cutHere);
            assertFails(StorageException.Kind.CLOSED, loader::finish);
        }
        assertThat(entries(directory))
                .isEqualTo(Map.of(Bytes.utf8("b"), Bytes.utf8("1"), Bytes.utf8("c"), Bytes.utf8("2")));
    }

    @Test
    void failsWithTheErrorOfItsTargetAndLeavesNothingBehind(Dice dice) {
        SortedMap<Bytes, Bytes> entries = new TreeMap<>();
        while (entries.size() < 500) {
            entries.put(Bytes.wrap(dice.bytes(12)), Bytes.wrap(dice.bytes(60)));
        }
        for (int threads = 1; threads <= 3; threads++) {
            BulkOptions options = OPTIONS.withThreads(threads);
            long calls = 0;
            FailingTarget target;
            do {
                target = new FailingTarget(++calls);
                FailingTarget failing = target;
                List<Thread> helpers = new ArrayList<>();
                Exception thrown = null;
                try (BulkLoader loader = new BulkLoader(options, failing)) {
                    entries.forEach(loader::add);
                    helpers.addAll(helpers());
                    loader.finish();
                } catch (StorageException e) {
                    thrown = e;
                }
                assertThat(target.open()).as("files that are open").isZero();
                assertThat(helpers).noneMatch(Thread::isAlive);
                assertThat(helpers()).isEmpty();
                if (target.failed()) {
                    assertThat(requireNonNull(thrown)).isSameAs(target.fault());
                    assertFails(StorageException.Kind.NOT_FOUND, () -> DatabaseDirectory.read(failing.directory()));
                } else {
                    assertThat(thrown).isNull();
                    assertThat(entries(failing.directory())).isEqualTo(entries);
                }
            } while (target.failed());
            assertThat(calls).isGreaterThan(30);
        }
    }

    @Test
    void isClosedByAFailure() {
        FailingTarget target = new FailingTarget(1);
        try (BulkLoader loader = new BulkLoader(OPTIONS.withThreads(1), target)) {
            loader.add(Bytes.utf8("a"), Bytes.EMPTY);
            assertFails(StorageException.Kind.IO, loader::cutHere);
            assertFails(StorageException.Kind.CLOSED, () -> loader.add(Bytes.utf8("b"), Bytes.EMPTY));
            assertFails(StorageException.Kind.CLOSED, loader::finish);
        }
    }

    private static List<Thread> helpers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("grantlake-bulk"))
                .toList();
    }

    private static void assertFails(StorageException.Kind kind, Runnable action) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }

    private static MemoryVfs directory(LoadedEntries loaded, BulkOptions options) {
        MemoryVfs directory = new MemoryVfs("db");
        loaded.load(options, directory::create);
        return directory;
    }

    private static Map<String, Bytes> files(LoadedEntries loaded, BulkOptions options) {
        MemoryVfs directory = directory(loaded, options);
        Map<String, Bytes> files = new TreeMap<>();
        directory.list().forEach(name -> files.put(name, directory.content(name)));
        return files;
    }

    private static Map<String, Bytes> tables(MemoryVfs directory) {
        Map<String, Bytes> tables = new TreeMap<>();
        directory.list().stream()
                .filter(name -> name.endsWith(".sst"))
                .forEach(name -> tables.put(name, directory.content(name)));
        return tables;
    }

    private static Map<Bytes, Bytes> entries(MemoryVfs directory) {
        Map<Bytes, Bytes> entries = new TreeMap<>();
        try (ReadOnlyDatabase database = ReadOnlyDatabase.open(directory, readOptions());
                Cursor cursor = database.cursor(KeyRange.ALL)) {
            for (boolean more = cursor.first(); more; more = cursor.next()) {
                entries.put(cursor.key().copy(), cursor.value().copy());
            }
            entries.forEach((key, value) -> assertThat(database.get(key)).isEqualTo(value));
        }
        return entries;
    }

    private static List<Fault> faults(MemoryVfs directory) {
        List<Fault> faults = new ArrayList<>();
        DatabaseAudit audit = requireNonNull(DatabaseAudit.of(directory, readOptions(), faults::add));
        audit.tableFiles().forEach(audit::auditTable);
        audit.auditLevels();
        return faults;
    }

    private static LsmReadOptions readOptions() {
        return new LsmReadOptions(new BufferCache(8 << 20), new ReadMetrics());
    }

    /** A memory directory, one of whose calls fails: create, write or finish. */
    private static final class FailingTarget implements FileTarget {

        private final MemoryVfs directory = new MemoryVfs("db");
        private final StorageException fault =
                StorageException.io(Location.of("db", "file"), "write", new IOException("injected fault"));
        private final long failing;
        private long calls;
        private int open;

        FailingTarget(long failing) {
            this.failing = failing;
        }

        MemoryVfs directory() {
            return directory;
        }

        StorageException fault() {
            return fault;
        }

        boolean failed() {
            return calls >= failing;
        }

        int open() {
            return open;
        }

        private void call() {
            if (++calls == failing) {
                throw fault;
            }
        }

        @Override
        public FileSink create(String name) {
            call();
            assertThat(open).as("files open beside %s", name).isZero();
            open++;
            FileSink file = directory.create(name);
            return new FileSink() {
                private boolean closed;

                @Override
                public String description() {
                    return file.description();
                }

                @Override
                public long size() {
                    return file.size();
                }

                @Override
                public void write(byte[] array, int offset, int length) {
                    call();
                    file.write(array, offset, length);
                }

                @Override
                public void finish() {
                    call();
                    file.finish();
                }

                @Override
                public void close() {
                    open -= closed ? 0 : 1;
                    closed = true;
                    file.close();
                }
            };
        }
    }
}
