package dev.grantlake.lake.testing;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.kv.KeyValueReader;
import dev.grantlake.kv.testing.CursorWalk;
import dev.grantlake.lake.columnar.DirectoryTable;
import dev.grantlake.lake.columnar.TableOptions;
import dev.grantlake.lake.dataset.Dataset;
import dev.grantlake.lake.dataset.DatasetFolder;
import dev.grantlake.lake.dataset.DatasetLocation;
import dev.grantlake.lake.dataset.DatasetVersion;
import dev.grantlake.lake.dataset.Fragment;
import dev.grantlake.lake.error.VersionNotFound;
import dev.grantlake.lake.table.CompactionEffort;
import dev.grantlake.lake.table.Table;
import dev.grantlake.lake.table.TableVersion;
import dev.grantlake.lake.table.TableView;
import dev.grantlake.lake.table.VersionKind;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a table over any dataset shows, held to a map for each version. */
@ExtendWith(Seeds.class)
public interface TableContract {

    /** A place without a dataset; the test class clears it away. */
    DatasetLocation location() throws Exception;

    @Test
    default void showsEveryVersionAsTheModelDoes(Dice dice) throws Exception {
        for (int i = 0; i < Seeds.rounds(2); i++) {
            walk(TableOptions.DEFAULT.withMaxRowsPerFragment(1 + dice.below(60)), dice);
        }
    }

    @Test
    default void showsTheSameWithASparseDirectory(Dice dice) throws Exception {
        walk(TableOptions.DEFAULT.withDirectoryBytes(0), dice);
    }

    @Test
    default void showsTheSameWhenTheDirectoryGetsTooLarge(Dice dice) throws Exception {
        walk(
                TableOptions.DEFAULT
                        .withDirectoryBytes(dice.between(200, 5000))
                        .withCacheBytes(dice.below(20_000))
                        .withMaxRowsPerFragment(dice.between(20, 400)),
                dice);
    }

    @Test
    default void showsTheSameWithoutACache(Dice dice) throws Exception {
        walk(TableOptions.DEFAULT.withCacheBytes(0), dice);
    }

    @Test
    default void prunesWhatHasNoTagAndNoReader() throws Exception {
        DatasetLocation location = location();
        location.create().close();
        try (Table table = DirectoryTable.open(location.open(), TableOptions.DEFAULT)) {
            for (int i = 1; i <= 4; i++) {
                write(table, i);
            }
            assertThat(table.compact(CompactionEffort.FULL, () -> false)).isTrue();
            assertThat(table.history().versions())
                    .extracting(TableVersion::kind)
                    .containsExactly(
                            VersionKind.CREATION,
                            VersionKind.FLUSH,
                            VersionKind.FLUSH,
                            VersionKind.FLUSH,
                            VersionKind.FLUSH,
                            VersionKind.COMPACTION);
            assertThat(table.history().versions())
                    .extracting(version -> version.maxSeq().getAsLong())
                    .containsExactly(0L, 2L, 4L, 6L, 8L, 8L);
            table.history().tag("kept", 2);
            Instant later = Instant.MAX;
            try (TableView view = table.at(4)) {
                assertThat(table.prune(later, 6)).isEqualTo(2);
                assertThat(view.get(Bytes.utf8("same"))).isEqualTo(Bytes.utf8("v3"));
            }
            assertThat(table.prune(later, 5)).isEqualTo(1);
            assertThat(table.prune(later, Long.MAX_VALUE)).isEqualTo(1);
            assertThat(table.history().versions())
                    .extracting(TableVersion::number)
                    .containsExactly(2L, 6L);
            try (TableView tagged = table.at(2)) {
                assertThat(tagged.get(Bytes.utf8("same"))).isEqualTo(Bytes.utf8("v1"));
            }
            table.history().untag("kept");
            assertThat(table.prune(later, Long.MAX_VALUE)).isEqualTo(1);
            try (TableView head = table.head()) {
                assertThat(head.get(Bytes.utf8("same"))).isEqualTo(Bytes.utf8("v4"));
            }
        }
    }

    /** The keeper removes files first, and then the manifests that named them. */
    @Test
    default void versionsWhosePruningWasCutOffAreNotThere() throws Exception {
        DatasetLocation location = location();
        location.create().close();
        try (Table table = DirectoryTable.open(location.open(), TableOptions.DEFAULT)) {
            for (int i = 1; i <= 3; i++) {
                write(table, i);
            }
            assertThat(table.compact(CompactionEffort.FULL, () -> false)).isTrue();
        }
        removeDataOf(location, 2);
        try (Table table = DirectoryTable.open(location.open(), TableOptions.DEFAULT)) {
            assertThat(table.history().versions())
                    .extracting(TableVersion::number)
                    .containsExactly(1L, 5L);
            assertThatThrownBy(() -> table.at(3)).isInstanceOf(VersionNotFound.class);
            assertThat(table.prune(Instant.MAX, 3)).isEqualTo(2);
            write(table, 4);
            assertThat(table.compact(CompactionEffort.FULL, () -> false)).isTrue();
            assertThat(table.prune(Instant.MAX, 5)).isEqualTo(2);
            try (TableView head = table.head()) {
                assertThat(head.get(Bytes.utf8("k1"))).isEqualTo(Bytes.utf8("v"));
                assertThat(head.get(Bytes.utf8("same"))).isEqualTo(Bytes.utf8("v4"));
            }
        }
    }

    private static void write(Table table, int i) {
        table.write(FakeRows.of(FakeRow.of("same", "v" + i, 2L * i - 1), FakeRow.of("k" + i, "v", 2L * i)))
                .close();
    }

    private static void removeDataOf(DatasetLocation location, long number) {
        try (Dataset dataset = location.open();
                DatasetVersion version = dataset.at(number)) {
            for (Fragment fragment : version.fragments()) {
                fragment.files()
                        .forEach(file ->
                                dataset.folders().folder(DatasetFolder.DATA).delete(file.name()));
            }
        }
    }

    private void walk(TableOptions options, Dice dice) throws Exception {
        DatasetLocation location = location();
        TreeMap<Bytes, Bytes> model = new TreeMap<>();
        TreeMap<Long, SortedMap<Bytes, Bytes>> versions = new TreeMap<>();
        long seq = 0;
        location.create().close();
        for (int life = 0; life < 2; life++) {
            try (Table table = DirectoryTable.open(location.open(), options)) {
                for (int step = 0; step < 8; step++) {
                    List<FakeRow> rows = rows(dice, ++seq);
                    seq = rows.get(rows.size() - 1).seq();
                    rows.forEach(row -> {
                        if (row.tombstone()) {
                            model.remove(row.key());
                        } else {
                            model.put(row.key(), row.value());
                        }
                    });
                    try (TableView view = table.write(FakeRows.of(rows))) {
                        assertThat(view.maxSeq()).isEqualTo(seq);
                        versions.put(view.version(), new TreeMap<>(model));
                        check(view, model, dice);
                        if (dice.oneIn(3)) {
                            table.compact(dice.oneIn(2) ? CompactionEffort.FULL : CompactionEffort.DUE, () -> false);
                            check(view, model, dice);
                        }
                    }
                    try (TableView head = table.head()) {
                        assertThat(head.maxSeq()).isEqualTo(seq);
                        versions.put(head.version(), new TreeMap<>(model));
                        check(head, model, dice);
                    }
                }
                for (Map.Entry<Long, SortedMap<Bytes, Bytes>> version : versions.entrySet()) {
                    try (TableView view = table.at(version.getKey())) {
                        check(view, version.getValue(), dice);
                    }
                }
            }
        }
    }

    private static List<FakeRow> rows(Dice dice, long seq) {
        Map<Bytes, FakeRow> rows = new TreeMap<>();
        int count = 1 + (int) dice.skewed(150);
        for (int i = 0; i < count; i++) {
            Bytes key = Bytes.wrap(dice.key(4, 4)).plus(Bytes.ofHex("2f"));
            boolean tombstone = dice.oneIn(4);
            Bytes value = tombstone ? Bytes.EMPTY : Bytes.wrap(dice.bytes((int) dice.skewed(40)));
            rows.put(key, new FakeRow(key, value, tombstone, seq + rows.size()));
        }
        List<FakeRow> list = new ArrayList<>();
        rows.values().forEach(row -> list.add(new FakeRow(row.key(), row.value(), row.tombstone(), seq + list.size())));
        return list;
    }

    private static void check(TableView view, SortedMap<Bytes, Bytes> model, Dice dice) {
        new CursorWalk(reader(view), model, dice).run(3, 40);
        List<Bytes> keys = new ArrayList<>();
        List<@Nullable Bytes> expected = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Bytes key = Bytes.wrap(dice.key(4, 4)).plus(Bytes.ofHex("2f"));
            keys.add(key);
            expected.add(model.get(key));
            assertThat(view.contains(key)).isEqualTo(model.containsKey(key));
        }
        assertThat(view.getAll(keys)).isEqualTo(expected);
        try (Cursor cursor = view.keys(KeyRange.ALL)) {
            List<Bytes> shown = new ArrayList<>();
            for (boolean more = cursor.first(); more; more = cursor.next()) {
                shown.add(cursor.key().copy());
                assertThat(cursor.value().length()).isZero();
            }
            assertThat(shown).isEqualTo(List.copyOf(model.keySet()));
        }
    }

    /** The view stays open: whoever made it closes it. */
    private static KeyValueReader reader(TableView view) {
        return new KeyValueReader() {
            @Override
            public @Nullable Bytes get(Bytes key) {
                return view.get(key);
            }

            @Override
            public Cursor cursor(KeyRange range) {
                return view.cursor(range);
            }

            @Override
            public void close() {}
        };
    }
}
