package dev.grantlake.lsm;

import dev.grantlake.base.BufferCache;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.ReadMetrics;
import dev.grantlake.base.StorageException;
import dev.grantlake.base.StorageException.Kind;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.Durability;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.kv.KeyValueReader;
import dev.grantlake.kv.KeyValueStore;
import dev.grantlake.kv.MemoryKeyValueStore;
import dev.grantlake.kv.Merger;
import dev.grantlake.kv.StoreEvent;
import dev.grantlake.kv.StoreOptions;
import dev.grantlake.kv.WriteBatch;
import dev.grantlake.kv.testing.CursorContract;
import dev.grantlake.kv.testing.StoreContract;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.vfs.MemoryVfs;
import dev.grantlake.vfs.WritableDiskVfs;
import dev.grantlake.vfs.WritableVfs;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DatabaseTest implements StoreContract {

    /** So little memory that most of what happens happens in every test. */
    private static final DatabaseOptions OPTIONS =
            DatabaseOptions.SMALL.with(new DatabaseOptions.Memory(64 << 10, 2, 1 << 20));

    private static final StoreOptions MERGING = StoreOptions.DEFAULT.with(Merger.CONCATENATION);

    @Override
    public KeyValueStore openStore(StoreOptions options) {
        return Database.open(new MemoryVfs("db"), OPTIONS.with(options));
    }

    @Nested
    class OnDisk implements StoreContract {

        @TempDir
        Path folder = Path.of("");

        private final List<WritableVfs> opened = new ArrayList<>();

        @Override
        public KeyValueStore openStore(StoreOptions options) throws IOException {
            WritableVfs directory = WritableDiskVfs.open(Files.createTempDirectory(folder, "db"));
            opened.add(directory);
            return Database.open(directory, OPTIONS.with(options));
        }
    }

    /** What is read from memory, from tables, and after an opening. */
    @Nested
    class Reads implements CursorContract {

        @Override
        public KeyValueReader readerOf(SortedMap<Bytes, Bytes> entries) {
            MemoryVfs directory = new MemoryVfs("db");
            int stage = 0;
            Database store = Database.open(directory, OPTIONS);
            for (var entry : entries.entrySet()) {
                store.commit(new WriteBatch().set(entry.getKey(), entry.getValue()));
                stage++;
                if (stage % 7 == 0) {
                    store.flush();
                } else if (stage % 11 == 0) {
                    store.close();
                    store = Database.open(directory, OPTIONS);
                }
            }
            return store;
        }
    }

    @Test
    void holdsAfterwardsWhatWasCommittedBefore(Dice dice) {
        for (int round = 0; round < Seeds.rounds(10); round++) {
            MemoryVfs directory = new MemoryVfs("db");
            DatabaseSession session = new DatabaseSession();
            for (int i = 0; i < 4; i++) {
                try (Database store = DatabaseSession.open(directory)) {
                    session.requireAll(store);
                    session.write(store, dice, dice.below(60));
                    session.requireAll(store);
                }
                session.closed();
                session.check(directory, session.synced(), "closed");
            }
        }
    }

    @Test
    void keepsNothingThatNobodyNeeds() {
        MemoryVfs directory = new MemoryVfs("db");
        try (Database store = Database.open(directory, OPTIONS)) {
            store.commit(new WriteBatch().set(text("a"), text("1")));
            store.flush();
        }
        assertThat(directory.list())
                .containsExactly(
                        "000004.log",
                        "000005.sst",
                        "LOCK",
                        "MANIFEST-000001",
                        "OPTIONS-000002",
                        "marker.format-version.000001.024",
                        "marker.manifest.000001.MANIFEST-000001");
    }

    @Test
    void aSnapshotShowsItsMomentWhateverIsFlushedMeanwhile() {
        try (Database store = Database.open(new MemoryVfs("db"), OPTIONS.with(MERGING))) {
            store.commit(new WriteBatch().set(text("a"), text("1")).merge(text("m"), text("x")));
            try (KeyValueReader before = store.snapshot();
                    Cursor open = store.cursor(KeyRange.ALL)) {
                store.commit(new WriteBatch().deleteRange(text("a"), text("z")));
                store.commit(new WriteBatch().set(text("b"), text("2")).merge(text("m"), text("y")));
                store.flush();
                assertThat(DatabaseSession.entriesOf(store)).containsOnlyKeys(text("b"), text("m"));
                assertThat(store.get(text("m"))).isEqualTo(text("y"));
                assertThat(before.get(text("a"))).isEqualTo(text("1"));
                assertThat(before.get(text("b"))).isNull();
                assertThat(before.get(text("m"))).isEqualTo(text("x"));
                assertThat(open.last()).isTrue();
                assertThat(open.key().copy()).isEqualTo(text("m"));
                assertThat(open.value().copy()).isEqualTo(text("x"));
            }
        }
    }

    @Test
    void aCheckpointIsAStoreOfItsOwn(Dice dice) {
        MemoryVfs directory = new MemoryVfs("db");
        DatabaseSession session = new DatabaseSession();
        try (Database store = DatabaseSession.open(directory)) {
            for (int i = 0; i < 5; i++) {
                session.write(store, dice, dice.below(40));
                MemoryVfs copy = new MemoryVfs("copy");
                store.checkpoint(copy);
                try (Database copied = DatabaseSession.open(copy)) {
                    session.requireAll(copied);
                }
                assertThatThrownBy(() -> store.checkpoint(copy))
                        .isInstanceOfSatisfying(
                                StorageException.class,
                                e -> assertThat(e.kind()).isEqualTo(Kind.FAILED_PRECONDITION));
            }
            session.requireAll(store);
        }
    }

    /** Whoever reads meanwhile sees all before a commit, too, that he sees, and the replacement whole. */
    @Test
    void aReplacementIsSeenInItsPlaceAmongCommits() throws Exception {
        AtomicInteger writing = new AtomicInteger(1);
        try (Database store = Database.open(new MemoryVfs("db"), OPTIONS)) {
            FutureTask<@Nullable Void> writer = new FutureTask<>(
                    () -> {
                        try {
                            for (int i = 1; i <= 100; i++) {
                                Bytes number = Bytes.wrap(new byte[] {(byte) i});
                                try (MemoryKeyValueStore content =
                                                new MemoryKeyValueStore().put(text("replaced"), number);
                                        Cursor cursor = content.cursor(KeyRange.ALL)) {
                                    store.replaceRanges(List.of(KeyRange.prefix(text("r"))), cursor);
                                }
                                store.commit(new WriteBatch().set(text("committed"), number), Durability.BUFFERED);
                            }
                        } finally {
                            writing.decrementAndGet();
                        }
                    },
                    null);
            new Thread(writer, "writer").start();
            while (writing.get() > 0) {
                try (KeyValueReader now = store.snapshot()) {
                    Bytes committed = now.get(text("committed"));
                    Bytes replaced = now.get(text("replaced"));
                    int commits = committed == null ? 0 : committed.at(0);
                    assertThat(replaced == null ? 0 : (int) replaced.at(0)).isBetween(commits, commits + 1);
                }
            }
            writer.get();
        }
    }

    @Test
    void joinsWithAnyMerger() {
        Merger listed = (key, older, newer) -> older.plus(text(",")).plus(newer);
        MemoryVfs directory = new MemoryVfs("db");
        DatabaseOptions options = OPTIONS.with(StoreOptions.DEFAULT.with(listed));
        for (int i = 0; i < 3; i++) {
            try (Database store = Database.open(directory, options)) {
                store.commit(new WriteBatch().merge(text("k"), text("a" + i)));
                store.flush();
                store.commit(new WriteBatch().merge(text("k"), text("b" + i)));
            }
        }
        try (Database store = Database.open(directory, options)) {
            assertThat(store.get(text("k"))).isEqualTo(text("a0,b0,a1,b1,a2,b2"));
        }
        // Whoever joins in another way, Pebble too, would read something else.
        assertKind(Kind.UNSUPPORTED, () -> Database.open(directory, OPTIONS.with(MERGING)));
        LsmReadOptions reading = new LsmReadOptions(new BufferCache(0), new ReadMetrics());
        assertKind(Kind.UNSUPPORTED, () -> ReadOnlyDatabase.open(directory, reading));
    }

    @Test
    void saysWhatItDoes() {
        List<StoreEvent> events = Collections.synchronizedList(new ArrayList<>());
        StoreOptions listening = new StoreOptions(Durability.BUFFERED, null, events::add);
        try (Database store = Database.open(new MemoryVfs("db"), OPTIONS.with(listening))) {
            Bytes value = Bytes.wrap(new byte[10_000]);
            for (int i = 0; i < 50; i++) {
                store.commit(new WriteBatch().set(text("key" + i), value));
            }
            store.flush();
            assertThat(events).anyMatch(event -> event instanceof StoreEvent.Flushed flushed && flushed.tables() > 0);
            assertThat(store.metrics().batches()).isEqualTo(50);
            assertThat(store.metrics().operations()).isEqualTo(50);
            store.compact(KeyRange.ALL);
            assertThat(events).anyMatch(StoreEvent.Compacted.class::isInstance);
            DatabaseMetrics metrics = store.databaseMetrics();
            assertThat(metrics.levels()).hasSize(7);
            assertThat(metrics.levels().get(0).tables()).isZero();
            assertThat(metrics.levels().get(6).tables()).isPositive();
            assertThat(metrics.flushes()).isPositive();
            assertThat(metrics.compactions()).isPositive();
            assertThat(metrics.memtables()).isEqualTo(1);
            assertThat(metrics.logBytes()).isGreaterThan(500_000);
            assertThat(metrics.logForces()).as("nobody waits").isZero();
        }
    }

    @Test
    void findsWhoeverIsNotClosed() {
        Database store = Database.open(new MemoryVfs("db"), OPTIONS);
        store.commit(new WriteBatch().set(text("a"), text("1")));
        store.cursor(KeyRange.ALL);
        KeyValueReader snapshot = store.snapshot();
        assertThatThrownBy(store::close)
                .hasMessage("1 cursors and 1 snapshots of the store are still open")
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FAILED_PRECONDITION));
        assertThatThrownBy(() -> snapshot.get(text("a")))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CLOSED));
        snapshot.close();
        store.close();
    }

    @Test
    void hasTheDirectoryForItself() {
        MemoryVfs directory = new MemoryVfs("db");
        assertThatThrownBy(() -> Database.openExisting(directory, OPTIONS))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND));
        try (Database store = Database.open(directory, OPTIONS)) {
            assertThatThrownBy(() -> Database.open(directory, OPTIONS))
                    .isInstanceOfSatisfying(
                            StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FAILED_PRECONDITION));
            assertThat(store.recoveryReport().isEmpty()).isTrue();
        }
        Database.openExisting(directory, OPTIONS).close();
    }

    @Test
    void anInterruptIsLeftToTheCaller() {
        try (Database store = Database.open(new MemoryVfs("db"), OPTIONS)) {
            Thread.currentThread().interrupt();
            store.commit(new WriteBatch().set(text("a"), text("1")));
            store.flush();
            assertThat(store.get(text("a"))).isEqualTo(text("1"));
            assertThat(Thread.interrupted()).isTrue();
            Thread.currentThread().interrupt();
        }
        assertThat(Thread.interrupted()).isTrue();
    }

    private static void assertKind(Kind kind, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }

    private static Bytes text(String text) {
        return Bytes.utf8(text);
    }
}
