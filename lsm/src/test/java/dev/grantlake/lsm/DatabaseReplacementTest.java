package dev.grantlake.lsm;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.Durability;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.kv.KeyValueReader;
import dev.grantlake.kv.MemoryKeyValueStore;
import dev.grantlake.kv.WriteBatch;
import dev.grantlake.kv.WritePauses;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.sstable.SstableWriter;
import dev.grantlake.lsm.sstable.SstableWriterOptions;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.vfs.ForcedSink;
import dev.grantlake.vfs.MemoryVfs;
import dev.grantlake.vfs.testing.ForgetfulDisk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;

/** Replacements and copies of a database that others read and write. */
@ExtendWith(Seeds.class)
class DatabaseReplacementTest {

    private static final KeyRange REPLACED = KeyRange.prefix(Bytes.utf8("r/"));
    private static final int ROWS = 20;

    private static Database open(MemoryVfs directory) {
        return Database.open(directory, DatabaseOptions.SMALL.with(new DatabaseOptions.Memory(64 << 10, 2, 1 << 20)));
    }

    /** The replaced rows all say the same; of the others there are as many as the last one says. */
    private static void requireOneMoment(KeyValueReader reader) {
        String generation = null;
        int written = 0;
        try (Cursor cursor = reader.cursor(KeyRange.ALL)) {
            for (boolean any = cursor.first(); any; any = cursor.next()) {
                String value = cursor.value().copy().toUtf8();
                if (cursor.key().startsWith(Bytes.utf8("r/"))) {
                    generation = generation == null ? value : generation;
                    assertThat(value).isEqualTo(generation);
                } else {
                    assertThat(value).startsWith(written + " ");
                    written++;
                }
            }
        }
    }

    @Test
    void readersAndCopiesSeeOneMoment() throws InterruptedException, ExecutionException {
        MemoryVfs directory = new MemoryVfs("db");
        ExecutorService threads = Executors.newFixedThreadPool(3);
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger snapshots = new AtomicInteger();
        AtomicInteger copies = new AtomicInteger();
        try (Database store = open(directory)) {
            Future<?> writer = threads.submit(() -> {
                String padding = "x".repeat(500);
                for (int i = 0; !over.get(); i++) {
                    Bytes key = Bytes.utf8(String.format("w/%08d", i));
                    store.commit(new WriteBatch().set(key, Bytes.utf8(i + " " + padding)), Durability.BUFFERED);
                }
            });
            Future<?> reader = threads.submit(() -> {
                while (!over.get()) {
                    try (KeyValueReader snapshot = store.snapshot()) {
                        requireOneMoment(snapshot);
                        requireOneMoment(snapshot);
                    }
                    snapshots.incrementAndGet();
                }
            });
            Future<?> copier = threads.submit(() -> {
                while (!over.get()) {
                    MemoryVfs copy = new MemoryVfs("copy");
                    store.checkpoint(copy);
                    try (Database copied = open(copy)) {
                        requireOneMoment(copied);
                    }
                    copies.incrementAndGet();
                }
            });
            boolean enough = false;
            for (int generation = 0; !enough; generation++) {
                replace(store, generation);
                boolean stopped = writer.isDone() || reader.isDone() || copier.isDone();
                enough = stopped || (generation >= 40 && snapshots.get() >= 20 && copies.get() >= 5);
            }
            over.set(true);
            writer.get();
            reader.get();
            copier.get();
            requireOneMoment(store);
        } finally {
            over.set(true);
            threads.shutdown();
        }
        SoundDatabase.rows(directory);
    }

    private static void replace(Database store, int generation) {
        NavigableMap<Bytes, Bytes> content = new TreeMap<>();
        for (int row = generation % 3; row < ROWS; row++) {
            content.put(Bytes.utf8("r/" + (char) ('a' + row)), Bytes.utf8("generation " + generation));
        }
        try (MemoryKeyValueStore source = new MemoryKeyValueStore().putAll(content);
                Cursor cursor = source.cursor(KeyRange.ALL)) {
            assertThat(store.replaceRanges(List.of(REPLACED), cursor)).isEqualTo(content.size());
        }
        try (Cursor cursor = store.cursor(REPLACED)) {
            int rows = 0;
            for (boolean any = cursor.first(); any; any = cursor.next()) {
                rows++;
            }
            assertThat(rows).isEqualTo(content.size());
        }
    }

    @Test
    void isCopiedWhileWritesArePaused() {
        MemoryVfs copy = new MemoryVfs("copy");
        try (Database store = open(new MemoryVfs("db"))) {
            store.commit(new WriteBatch().set(Bytes.utf8("a"), Bytes.utf8("b")), Durability.BUFFERED);
            WritePauses.Pause pause = store.pauseWrites();
            store.flush();
            store.checkpoint(copy);
            pause.close();
        }
        assertThat(SoundDatabase.rows(copy)).containsOnlyKeys(Bytes.utf8("a"));
    }

    @Test
    void takesInTables() {
        MemoryVfs elsewhere = new MemoryVfs("elsewhere");
        try (SstableWriter writer =
                new SstableWriter(new ForcedSink(elsewhere, "1.sst"), SstableWriterOptions.DEFAULT)) {
            writer.add(Bytes.utf8("a"), Trailer.of(0, KeyKind.SET), Bytes.utf8("new"));
            writer.add(Bytes.utf8("b"), Trailer.of(0, KeyKind.DELETE), Bytes.EMPTY);
            writer.finish();
        }
        MemoryVfs directory = new MemoryVfs("db");
        try (Database store = open(directory)) {
            store.commit(new WriteBatch().set(Bytes.utf8("a"), Bytes.utf8("old")));
            store.commit(new WriteBatch().set(Bytes.utf8("b"), Bytes.utf8("old")));
            assertThat(store.ingest(elsewhere, List.of("1.sst"))).isEqualTo(2);
            assertThat(store.get(Bytes.utf8("a"))).isEqualTo(Bytes.utf8("new"));
            assertThat(store.get(Bytes.utf8("b"))).isNull();
            store.commit(new WriteBatch().set(Bytes.utf8("b"), Bytes.utf8("newer")));
            assertThat(store.get(Bytes.utf8("b"))).isEqualTo(Bytes.utf8("newer"));
            assertThat(store.metrics().replacements()).isEqualTo(1);
        }
        assertThat(SoundDatabase.rows(directory)).hasSize(2);
    }

    /** Memory that has nothing of its keys is not flushed; and what was committed before it is there if it is. */
    @Test
    void makesDurableWhatWasCommittedBefore(Dice dice) {
        for (int round = 0; round < Seeds.rounds(10); round++) {
            ForgetfulDisk disk = new ForgetfulDisk();
            ForgetfulDisk left;
            try (Database store = DatabaseSession.open(disk.directory("db"))) {
                store.commit(new WriteBatch().set(text("a"), text("1")), Durability.BUFFERED);
                try (MemoryKeyValueStore source = new MemoryKeyValueStore().put(text("b"), text("2"));
                        Cursor content = source.cursor(KeyRange.ALL)) {
                    store.replaceRanges(List.of(KeyRange.prefix(text("b"))), content);
                }
                store.commit(new WriteBatch().set(text("a2"), text("3")), Durability.BUFFERED);
                try (MemoryKeyValueStore source = new MemoryKeyValueStore();
                        Cursor content = source.cursor(KeyRange.ALL)) {
                    store.replaceRanges(List.of(), content);
                }
                assertThat(store.databaseMetrics().flushes()).isZero();
                left = disk.crash(dice);
            }
            try (Database store = DatabaseSession.open(left.directory("db"))) {
                assertThat(DatabaseSession.entriesOf(store)).containsOnlyKeys(text("a"), text("a2"), text("b"));
            }
        }
    }

    private static Bytes text(String text) {
        return Bytes.utf8(text);
    }
}
