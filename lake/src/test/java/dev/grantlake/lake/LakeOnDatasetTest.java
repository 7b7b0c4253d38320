package dev.grantlake.lake;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.kv.KeyValueReader;
import dev.grantlake.kv.KeyValueStore;
import dev.grantlake.kv.StoreOptions;
import dev.grantlake.kv.WriteBatch;
import dev.grantlake.kv.testing.CursorContract;
import dev.grantlake.kv.testing.StoreContract;
import dev.grantlake.lake.columnar.DirectoryTable;
import dev.grantlake.lake.columnar.TableOptions;
import dev.grantlake.lake.error.VersionNotFound;
import dev.grantlake.lake.recovery.LakeFolders;
import dev.grantlake.lake.testing.FakeDatasetLocation;
import dev.grantlake.testbase.Dice;
import dev.grantlake.vfs.MemoryVfs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

import static dev.grantlake.lake.LakeFolder.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The contract of all engines, and lives of a lake, on a dataset that is found by a directory. */
@ParameterizedClass
@EnumSource
class LakeOnDatasetTest implements StoreContract, CursorContract {

    private final LakeOptions busy;
    private final LakeOptions quiet;

    /** Seconds of the dataset's clock. */
    private final AtomicLong seconds = new AtomicLong();

    LakeOnDatasetTest(MemtableForm form) {
        this.busy = LakeOptions.PRODUCTION.toBuilder()
                .memtableForm(form)
                .tickInterval(Duration.ofMillis(10))
                .minFlushInterval(Duration.ofMillis(1))
                .build();
        this.quiet = LakeFolder.QUIET.toBuilder().memtableForm(form).build();
    }

    private FakeDatasetLocation dataset() {
        return FakeDatasetLocation.inMemory(() -> Instant.ofEpochSecond(seconds.incrementAndGet()));
    }

    private static Lake open(MemoryVfs root, MemoryVfs wal, FakeDatasetLocation dataset, LakeOptions options) {
        if (!dataset.exists()) {
            dataset.create().close();
        }
        return Lake.open(
                new LakeFolders(root, wal),
                trusted -> DirectoryTable.open(dataset.open(), TableOptions.DEFAULT.withMaxRowsPerFragment(50)),
                options,
                Lake.Seams.none());
    }

    @Override
    public KeyValueStore openStore(StoreOptions options) {
        return new LakeKeyValueStore(open(new MemoryVfs("lake"), new MemoryVfs("wal"), dataset(), busy), options);
    }

    @Override
    public KeyValueReader readerOf(SortedMap<Bytes, Bytes> entries) {
        KeyValueStore store = openStore(StoreOptions.DEFAULT);
        WriteBatch batch = new WriteBatch();
        entries.forEach(batch::set);
        store.commit(batch);
        return store;
    }

    @Test
    void keepsEveryVersionOverRestarts(Dice dice) {
        MemoryVfs root = new MemoryVfs("lake");
        MemoryVfs wal = new MemoryVfs("wal");
        FakeDatasetLocation dataset = dataset();
        TreeMap<String, String> model = new TreeMap<>();
        TreeMap<Long, List<LakeEntry>> versions = new TreeMap<>();
        TreeMap<Instant, Long> times = new TreeMap<>();
        long lastSeq = 0;
        for (int life = 0; life < 4; life++) {
            try (Lake lake = open(root, wal, dataset, quiet)) {
                assertThat(lake.stats().lastSeq()).isGreaterThanOrEqualTo(lastSeq);
                for (int flush = 0; flush < 5; flush++) {
                    for (int i = dice.between(1, 20); i > 0; i--) {
                        lastSeq = change(lake, model, dice);
                    }
                    if (flush < 4) {
                        lake.flush();
                        versions.put(lake.stats().version(), entries(model));
                        times.put(
                                Instant.ofEpochSecond(seconds.get()),
                                lake.stats().version());
                    }
                }
                try (Transaction transaction = lake.begin(true)) {
                    transaction.set(bytes("mine"), bytes("pending"));
                    versions.forEach((version, expected) -> assertThat(
                                    transaction.at(version).getRange(KeyRange.ALL))
                            .isEqualTo(expected));
                    times.forEach((time, version) ->
                            assertThat(transaction.at(time).version()).isEqualTo(version));
                    assertThatThrownBy(() -> transaction.at(Instant.EPOCH)).isInstanceOf(VersionNotFound.class);
                    transaction.delete(bytes("mine"));
                    assertThat(transaction.getRange(KeyRange.ALL)).isEqualTo(entries(model));
                }
            }
        }
    }

    private static long change(Lake lake, Map<String, String> model, Dice dice) {
        try (Transaction transaction = lake.begin(true)) {
            for (int i = dice.between(1, 3); i > 0; i--) {
                String key = "k" + dice.below(40);
                if (dice.oneIn(4)) {
                    transaction.delete(bytes(key));
                    model.remove(key);
                } else {
                    String value = "v" + dice.below(1000);
                    transaction.set(bytes(key), bytes(value));
                    model.put(key, value);
                }
            }
            return transaction.commit();
        }
    }

    private static List<LakeEntry> entries(SortedMap<String, String> model) {
        List<LakeEntry> entries = new ArrayList<>();
        model.forEach((key, value) -> entries.add(new LakeEntry(bytes(key), bytes(value))));
        return entries;
    }
}
