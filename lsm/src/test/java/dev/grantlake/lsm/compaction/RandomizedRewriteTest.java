package dev.grantlake.lsm.compaction;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.kv.Merger;
import dev.grantlake.lsm.cursor.InternalCursor;
import dev.grantlake.lsm.cursor.ReadRules;
import dev.grantlake.lsm.cursor.TableRun;
import dev.grantlake.lsm.cursor.TableSource;
import dev.grantlake.lsm.cursor.VisibleCursor;
import dev.grantlake.lsm.directory.FileName;
import dev.grantlake.lsm.key.InternalKey;
import dev.grantlake.lsm.key.KeyBounds;
import dev.grantlake.lsm.key.RangeKey;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.manifest.TableMetadata;
import dev.grantlake.lsm.sstable.SstableWriterOptions;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.vfs.MemoryVfs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever is rewritten into whatever tables, reads give the same; in the end nothing is left but what is read. */
@ExtendWith(Seeds.class)
class RandomizedRewriteTest {

    private static final RewriteOptions OPTIONS = new RewriteOptions(
            SstableWriterOptions.DEFAULT.withBlocks(256, 256).withValidation(true), Merger.CONCATENATION);

    private final MemoryVfs directory = new MemoryVfs("test");
    private final AtomicLong numbers = new AtomicLong(5);
    private final WrittenTables opened = new WrittenTables(directory);

    /** A run as reads see it; {@code tables} are those that a rewrite made, none for a memtable. */
    private record Run(TableRun<TableSource> run, List<RangeKey> rangeKeys, List<TableMetadata> tables) {}

    @Test
    void readsAreTheSameBeforeAndAfter(Dice dice) {
        for (int round = 0; round < Seeds.rounds(300); round++) {
            History history = new History(dice, dice.between(1, 6), 40);
            List<Run> runs = memtables(history);
            assertReads(runs, history);
            for (int step = dice.below(6); step > 0; step--) {
                rewriteSome(dice, runs);
                assertReads(runs, history);
            }
            rewrite(dice, runs, 0, runs.size(), OccupiedRanges.NOWHERE);
            assertReads(runs, history);
            assertOnlyValuesAreLeft(runs, history);
            forgetTables();
        }
    }

    @Test
    void deletionsStayWhileOlderDataMayLieAnywhere(Dice dice) {
        for (int round = 0; round < Seeds.rounds(200); round++) {
            History history = new History(dice, dice.between(2, 6), 40);
            List<Run> runs = memtables(history);
            int newer = dice.between(1, runs.size() - 1);
            rewrite(dice, runs, 0, newer, OccupiedRanges.EVERYWHERE);
            assertReads(runs, history);
            forgetTables();
        }
    }

    private void forgetTables() {
        opened.close();
        directory.list().forEach(directory::delete);
    }

    private List<Run> memtables(History history) {
        List<Run> newestFirst = new ArrayList<>();
        for (History.Segment segment : history.segments) {
            TableSource view = segment.memtable().view(History.NOW);
            newestFirst.add(
                    0, new Run(TableRun.of(view == null ? List.of() : List.of(view)), segment.rangeKeys(), List.of()));
        }
        return newestFirst;
    }

    private void rewriteSome(Dice dice, List<Run> runs) {
        int from = dice.below(runs.size());
        int to = dice.between(from + 1, runs.size());
        List<KeyBounds> below = new ArrayList<>();
        for (Run run : runs.subList(to, runs.size())) {
            for (int i = 0; i < run.run.size(); i++) {
                below.add(run.run.table(i).bounds());
            }
            run.rangeKeys.forEach(key -> below.add(boundsOf(key)));
        }
        rewrite(dice, runs, from, to, dice.oneIn(4) ? OccupiedRanges.EVERYWHERE : OccupiedRanges.of(below));
    }

    private void rewrite(Dice dice, List<Run> runs, int from, int to, OccupiedRanges older) {
        List<Run> inputs = runs.subList(from, to);
        List<TableMetadata> grandparents = new ArrayList<>();
        if (to < runs.size()) {
            grandparents.addAll(runs.get(to).tables);
        }
        RewriteInput input = new RewriteInput(
                inputs.stream().map(Run::run).toList(),
                inputs.stream().flatMap(run -> run.rangeKeys.stream()).toList(),
                older,
                dice.pick(List.of(1, 100, 300, 1 << 20)),
                grandparents,
                7);
        List<TableMetadata> tables =
                new Rewrite(directory, numbers::getAndIncrement, OPTIONS).run(input, Pace.UNHINDERED);
        assertInOrder(tables);
        Run output = new Run(opened.run(tables), opened.rangeKeys(tables), tables);
        assertOneVersionOfEveryKey(output);
        inputs.stream().flatMap(run -> run.tables.stream()).forEach(table -> directory.delete(table.fileName()));
        inputs.clear();
        runs.add(from, output);
        assertThat(directory.list())
                .containsExactlyInAnyOrderElementsOf(runs.stream()
                        .flatMap(run -> run.tables.stream())
                        .map(TableMetadata::fileName)
                        .toList());
    }

    private static void assertInOrder(List<TableMetadata> tables) {
        for (int i = 0; i < tables.size(); i++) {
            TableMetadata table = tables.get(i);
            assertThat(table.bounds().sound()).as("%s", table).isTrue();
            assertThat(table.creationTime()).isEqualTo(7);
            assertThat(table.fileName()).isEqualTo(FileName.ofTable(table.number()));
            assertThat(i == 0
                            || tables.get(i - 1)
                                    .bounds()
                                    .endsBefore(table.bounds().smallest().userKey()))
                    .as("%s", tables)
                    .isTrue();
        }
    }

    private static void assertOneVersionOfEveryKey(Run output) {
        Bytes last = null;
        for (int i = 0; i < output.run.size(); i++) {
            try (InternalCursor points = output.run.table(i).points(KeyRange.ALL)) {
                for (boolean valid = points.first(); valid; valid = points.next()) {
                    Bytes key = points.userKey().copy();
                    assertThat(last == null || last.compareTo(key) < 0)
                            .as("%s after %s", key, last)
                            .isTrue();
                    last = key;
                }
            }
        }
    }

    private static void assertOnlyValuesAreLeft(List<Run> runs, History history) {
        assertThat(runs).hasSize(1);
        Run bottom = runs.get(0);
        int entries = 0;
        for (int i = 0; i < bottom.run.size(); i++) {
            TableSource table = bottom.run.table(i);
            assertThat(table.deletedRanges().isEmpty()).isTrue();
            try (InternalCursor points = table.points(KeyRange.ALL)) {
                for (boolean valid = points.first(); valid; valid = points.next()) {
                    assertThat(Trailer.sequence(points.trailer())).isZero();
                    entries++;
                }
            }
        }
        assertThat(entries).isEqualTo(history.values.size());
    }

    private static void assertReads(List<Run> runs, History history) {
        NavigableMap<Bytes, Bytes> rows = new TreeMap<>();
        List<TableRun<TableSource>> points =
                runs.stream().map(Run::run).filter(run -> run.size() > 0).toList();
        ReadRules rules = new ReadRules(Merger.CONCATENATION, 1 << 20, Location.of("test", "database"));
        try (VisibleCursor cursor = new VisibleCursor(points, KeyRange.ALL, History.NOW, rules, () -> {})) {
            for (boolean valid = cursor.first(); valid; valid = cursor.next()) {
                rows.put(cursor.key().copy(), cursor.value().copy());
            }
        }
        assertThat(rows).isEqualTo(history.values);
        List<RangeKey> rangeKeys =
                runs.stream().flatMap(run -> run.rangeKeys.stream()).toList();
        for (Bytes key : history.keys) {
            Map<Bytes, Bytes> expected = history.rangeKeysAt(key);
            assertThat(History.rangeKeysAt(key, rangeKeys)).as("%s", key).isEqualTo(expected);
        }
    }

    private static KeyBounds boundsOf(RangeKey key) {
        return new KeyBounds(
                new InternalKey(key.start(), Trailer.of(key.sequence(), key.kind())),
                new InternalKey(key.end(), Trailer.of(Trailer.MAX_SEQUENCE, key.kind())));
    }
}
