package dev.grantlake.lance;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lake.Lake;
import dev.grantlake.lake.LakeOptions;
import dev.grantlake.lake.LakeReader;
import dev.grantlake.lake.TimelineView;
import dev.grantlake.lake.Transaction;
import dev.grantlake.lake.WriteMode;
import dev.grantlake.lake.recovery.LakeFolders;
import dev.grantlake.lake.table.TableVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

import static org.assertj.core.api.Assertions.assertThat;

/** Lines of the list of required behaviours that need the library to be shown. */
@NativeTest
class LanceLakeTest {

    /** Nothing happens by itself. */
    private static final LakeOptions QUIET = LakeOptions.PRODUCTION.toBuilder()
            .flusherEnabled(false)
            .optimizer(false, Duration.ofDays(1), 1000)
            .build();

    @TempDir
    Path folder;

    private static long set(Lake lake, String key, String value) {
        try (Transaction transaction = lake.begin(true)) {
            transaction.set(Bytes.utf8(key), Bytes.utf8(value));
            return transaction.commit();
        }
    }

    private static List<String> shown(LakeReader reader) {
        return reader.getRange(KeyRange.ALL).stream()
                .map(entry -> entry.key().toUtf8() + "=" + entry.value().toUtf8())
                .toList();
    }

    private static List<String> shown(Lake lake) {
        try (Transaction transaction = lake.begin(false)) {
            return shown(transaction);
        }
    }

    /** Closing the lake waits for what is read ahead, and fails if the library has anything left. */
    @Test
    void walksThatAreGivenUp() {
        int rows = 30_000;
        try (Lake lake = LanceLake.open(folder, QUIET)) {
            try (Transaction transaction = lake.begin(true)) {
                for (int i = 0; i < rows; i++) {
                    transaction.set(Bytes.utf8("k" + (10 * rows + i)), Bytes.utf8("v" + i));
                }
                transaction.commit();
            }
            lake.flush();
            for (int steps = 1; steps < 2 * rows; steps *= 3) {
                try (Transaction transaction = lake.begin(false);
                        Cursor cursor = transaction.cursor(KeyRange.ALL)) {
                    int step = 0;
                    for (boolean more = cursor.first(); more && step < steps; more = cursor.next()) {
                        assertThat(cursor.value().copy()).isEqualTo(Bytes.utf8("v" + step++));
                    }
                    assertThat(step).isEqualTo(Math.min(steps, rows));
                }
            }
        }
    }

    /** Line 22. */
    @Test
    void tenCommitsWithTheOptimizerRunning() {
        LakeOptions busy = LakeOptions.PRODUCTION.toBuilder()
                .writeMode(WriteMode.SYNCHRONOUS)
                .optimizer(true, Duration.ofMillis(1), 1)
                .versionRetention(Duration.ofMillis(1))
                .build();
        try (Lake lake = LanceLake.open(folder, busy)) {
            for (int i = 0; i < 10; i++) {
                set(lake, "k" + i, "v" + i);
                set(lake, "same", "v" + i);
            }
            // Until the optimizer has done something.
            while (lake.timeline().versions().get(0).number() == 1) {
                LockSupport.parkNanos(1_000_000);
            }
            assertThat(shown(lake)).hasSize(11).contains("k0=v0", "k9=v9", "same=v9");
            assertThat(lake.stats().optimizerFailures()).isZero();
            assertThat(lake.stats().flushFailures()).isZero();
        }
        try (Lake lake = LanceLake.open(folder, QUIET)) {
            assertThat(shown(lake)).hasSize(11).contains("same=v9");
        }
    }

    /** Lines 20 and 50. */
    @Test
    void aViewShowsWhatItsVersionHad() {
        try (Lake lake = LanceLake.open(folder, QUIET)) {
            long before = lake.timeline().latestVersion();
            set(lake, "a", "1");
            lake.flush();
            long with = lake.timeline().latestVersion();
            set(lake, "a", "2");
            set(lake, "b", "2");
            lake.flush();
            try (TimelineView view = lake.timeline().viewAt(before)) {
                assertThat(view.get(Bytes.utf8("a"))).isNull();
                assertThat(shown(view)).isEmpty();
            }
            try (TimelineView view = lake.timeline().viewAt(with)) {
                assertThat(view.get(Bytes.utf8("a"))).isEqualTo(Bytes.utf8("1"));
                assertThat(shown(view)).containsExactly("a=1");
            }
            try (TimelineView view = lake.timeline().viewLatest()) {
                assertThat(shown(view)).containsExactly("a=2", "b=2");
            }
            try (Transaction transaction = lake.begin(false)) {
                assertThat(shown(transaction.at(with))).containsExactly("a=1");
            }
        }
    }

    /** Lines 49 and 51. */
    @Test
    void aTransactionAddsOneVersionThatShowsAllOfIt() {
        LakeOptions synchronous = QUIET.toBuilder()
                .flusherEnabled(true)
                .writeMode(WriteMode.SYNCHRONOUS)
                .build();
        try (Lake lake = LanceLake.open(folder, synchronous)) {
            set(lake, "a", "1");
            set(lake, "b", "1");
            List<TableVersion> before = lake.timeline().versions();
            try (Transaction transaction = lake.begin(true)) {
                transaction.set(Bytes.utf8("a"), Bytes.utf8("2"));
                transaction.delete(Bytes.utf8("b"));
                transaction.set(Bytes.utf8("c"), Bytes.utf8("2"));
                transaction.commit();
            }
            List<TableVersion> after = lake.timeline().versions();
            assertThat(after).hasSize(before.size() + 1).startsWith(before.toArray(TableVersion[]::new));
            assertThat(after).extracting(TableVersion::number).isSorted().doesNotHaveDuplicates();
            assertThat(after.get(after.size() - 1).number())
                    .isEqualTo(lake.timeline().latestVersion());
            try (TimelineView view = lake.timeline().viewLatest()) {
                assertThat(shown(view)).containsExactly("a=2", "c=2");
            }
        }
    }

    /** Line 74, with files that are gone from the disk. */
    @Test
    void aSnapshotIsNotDisturbedByFlushCompactionAndPruning() {
        try (Lake lake = LanceLake.open(folder, QUIET)) {
            set(lake, "a", "1");
            set(lake, "b", "1");
            lake.flush();
            set(lake, "c", "in memory");
            try (Transaction snapshot = lake.begin(false)) {
                for (int i = 2; i < 5; i++) {
                    set(lake, "a", Integer.toString(i));
                    set(lake, "d", Integer.toString(i));
                    lake.flush();
                }
                lake.compact();
                assertThat(lake.prune(Duration.ZERO)).isPositive();
                assertThat(shown(snapshot)).containsExactly("a=1", "b=1", "c=in memory");
                assertThat(snapshot.get(Bytes.utf8("b"))).isEqualTo(Bytes.utf8("1"));
            }
            assertThat(lake.prune(Duration.ZERO)).isPositive();
            assertThat(lake.timeline().versions()).hasSize(1);
            assertThat(shown(lake)).containsExactly("a=4", "b=1", "c=in memory", "d=4");
        }
    }

    /** Line 78. */
    @Test
    void aCompactionShowsTheSameSortedAndWithoutOldTombstones() {
        Path dataset = LakeFolders.dataset(folder);
        try (Lake lake = LanceLake.open(folder, QUIET)) {
            for (int i = 0; i < 6; i++) {
                set(lake, "k" + (9 - i), "v" + i);
                try (Transaction transaction = lake.begin(true)) {
                    transaction.delete(Bytes.utf8("k" + (10 - i)));
                    transaction.commit();
                }
                lake.flush();
            }
            List<String> before = shown(lake);
            long version = lake.stats().version();
            // The oldest version decides which tombstones nobody needs.
            lake.prune(Duration.ZERO);
            assertThat(PlainDataset.allRows(dataset))
                    .filteredOn(PlainRow::tombstone)
                    .hasSize(6);
            lake.compact();
            assertThat(lake.stats().version()).isEqualTo(version + 1);
            assertThat(shown(lake)).isEqualTo(before).containsExactly("k4=v5");
            try (PlainDataset plain = PlainDataset.open(dataset)) {
                assertThat(plain.storedRows()).extracting(PlainRow::toString).containsExactly("k4=v5/11");
            }
            for (int i = 0; i < 3; i++) {
                set(lake, "z" + (9 - i), "v");
                set(lake, "a" + i, "v");
                lake.flush();
            }
            lake.compact();
            try (PlainDataset plain = PlainDataset.open(dataset)) {
                assertThat(plain.storedRows())
                        .extracting(PlainRow::key)
                        .isSorted()
                        .hasSize(7);
            }
        }
    }
}
