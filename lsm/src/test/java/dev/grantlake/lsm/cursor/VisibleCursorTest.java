package dev.grantlake.lsm.cursor;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.kv.Merger;
import dev.grantlake.lsm.cursor.ModelTable.Point;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.RangeDeletion;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The cases that chance would take long to find. */
class VisibleCursorTest {

    private static final long NOW = 1000;
    private static final ReadRules RULES = new ReadRules(Merger.CONCATENATION, 100, Location.of("model", "database"));

    @Test
    void jumpsOverDeletedTablesWithoutOpeningThem() {
        ModelTable deletion = table(List.of(), List.of(deletion("b", "y", 500)));
        List<ModelTable> older = new ArrayList<>();
        for (char c = 'a'; c <= 'z'; c++) {
            older.add(table(point(c + "1", 10), point(c + "2", 11)));
        }
        List<String> rows = List.of("a1", "a2", "y1", "y2", "z1", "z2");
        assertThat(rows(List.of(run(deletion), run(older)), KeyRange.ALL)).isEqualTo(rows);
        assertThat(older.stream().filter(ModelTable::opened)).hasSize(3);
        older.forEach(ModelTable::forgetOpened);
        List<String> backward = new ArrayList<>();
        try (VisibleCursor cursor = open(List.of(run(deletion), run(older)), KeyRange.ALL)) {
            for (boolean valid = cursor.last(); valid; valid = cursor.prev()) {
                backward.add(0, cursor.key().copy().toUtf8());
            }
        }
        assertThat(backward).isEqualTo(rows);
    }

    @Test
    void doesNotJumpOverNewerEntriesOfAnOlderRun() {
        ModelTable deletion = table(List.of(), List.of(deletion("a", "z", 20)));
        ModelTable mixed = table(point("b", 10), point("c", 30), point("d", 19), point("e", 20));
        assertThat(rows(List.of(run(deletion), run(mixed)), KeyRange.ALL)).containsExactly("c", "e");
    }

    @Test
    void hidesNothingByADeletionInAnOlderRun() {
        ModelTable newer = table(point("b", 10));
        ModelTable older = table(List.of(), List.of(deletion("a", "z", 20)));
        assertThat(rows(List.of(run(newer), run(older)), KeyRange.ALL)).containsExactly("b");
    }

    @Test
    void looksAtNothingForAnEmptyRange() {
        ModelTable table = table(point("b", 10), point("d", 11));
        assertThat(rows(List.of(run(table)), new KeyRange(Bytes.utf8("c"), Bytes.utf8("c"))))
                .isEmpty();
        assertThat(rows(List.of(run(table)), new KeyRange(Bytes.utf8("d"), Bytes.utf8("b"))))
                .isEmpty();
        assertThat(rows(List.of(run(table)), new KeyRange(null, Bytes.EMPTY))).isEmpty();
        assertThat(table.opened()).isFalse();
    }

    @Test
    void limitsWhatMergeOperandsJoinTo() {
        ModelTable table = table(
                new Point(Bytes.utf8("k"), 12, KeyKind.MERGE, Bytes.wrap(new byte[30])),
                new Point(Bytes.utf8("k"), 11, KeyKind.MERGE, Bytes.wrap(new byte[30])),
                new Point(Bytes.utf8("k"), 10, KeyKind.SET, Bytes.wrap(new byte[41])));
        assertFails(StorageException.Kind.LIMIT_EXCEEDED, table, VisibleCursor::first);
        assertFails(StorageException.Kind.LIMIT_EXCEEDED, table, VisibleCursor::last);
    }

    @Test
    void refusesEntriesOfOtherKinds() {
        ModelTable table = table(new Point(Bytes.utf8("k"), 12, KeyKind.LOG_DATA, Bytes.EMPTY));
        assertFails(StorageException.Kind.CORRUPT, table, VisibleCursor::first);
        assertFails(StorageException.Kind.CORRUPT, table, VisibleCursor::last);
    }

    @Test
    void saysThatItStandsNowhereOrIsClosed() {
        ModelTable table = table(point("b", 10));
        assertFails(StorageException.Kind.FAILED_PRECONDITION, table, VisibleCursor::key);
        assertFails(StorageException.Kind.FAILED_PRECONDITION, table, cursor -> {
            cursor.first();
            cursor.next();
            cursor.value();
        });
        for (Consumer<VisibleCursor> move : List.<Consumer<VisibleCursor>>of(
                VisibleCursor::first,
                VisibleCursor::last,
                VisibleCursor::next,
                VisibleCursor::prev,
                cursor -> cursor.seekGe(Bytes.EMPTY),
                cursor -> cursor.seekLt(Bytes.EMPTY))) {
            assertFails(StorageException.Kind.CLOSED, table, cursor -> {
                cursor.first();
                cursor.close();
                cursor.close();
                move.accept(cursor);
            });
        }
    }

    @Test
    void endsWhereATableLeadsBackToItsBeginning() {
        ModelTable deletion = table(List.of(), List.of(deletion("b", "y", 500)));
        ModelTable disordered = new ModelTable(List.of(point("c", 10), point("z", 11)), List.of(), NOW) {
            @Override
            public InternalCursor points(KeyRange range) {
                return new StuckCursor(super.points(range));
            }
        };
        assertThatThrownBy(() -> rows(List.of(run(deletion), run(disordered)), KeyRange.ALL))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.CORRUPT));
    }

    private static void assertFails(StorageException.Kind kind, ModelTable table, Consumer<VisibleCursor> use) {
        try (VisibleCursor cursor = open(List.of(run(table)), KeyRange.ALL)) {
            assertThatThrownBy(() -> use.accept(cursor))
                    .isInstanceOfSatisfying(
                            StorageException.class, e -> assertThat(e.kind()).isEqualTo(kind));
        }
        assertThat(table.openCursors()).isZero();
    }

    /** In every order of the operands, and whatever is joined first, the older value stays before the newer one. */
    @Test
    void joinsOperandsAsTheMergerSays() {
        Merger listed = (key, older, newer) -> older.plus(Bytes.utf8(",")).plus(newer);
        for (int operands = 1; operands <= 9; operands++) {
            List<TableRun<ModelTable>> runs = new ArrayList<>();
            List<String> values = new ArrayList<>();
            for (int i = operands; i > 0; i--) {
                runs.add(run(table(new Point(Bytes.utf8("k"), i, KeyKind.MERGE, Bytes.utf8("v" + i)))));
                values.add(0, "v" + i);
            }
            ReadRules rules = new ReadRules(listed, 100, Location.of("model", "database"));
            try (VisibleCursor cursor = new VisibleCursor(runs, KeyRange.ALL, NOW, rules, () -> {})) {
                assertThat(cursor.first()).isTrue();
                assertThat(cursor.value().copy().toUtf8()).isEqualTo(String.join(",", values));
                assertThat(cursor.last()).isTrue();
                assertThat(cursor.value().copy().toUtf8()).isEqualTo(String.join(",", values));
            }
        }
    }

    @Test
    void saysOnceThatItIsClosed() {
        AtomicInteger closed = new AtomicInteger();
        VisibleCursor cursor = new VisibleCursor(
                List.of(run(table(point("a", 1)))), KeyRange.ALL, NOW, RULES, closed::incrementAndGet);
        cursor.first();
        cursor.close();
        cursor.close();
        assertThat(closed).hasValue(1);
    }

    private static List<String> rows(List<TableRun<ModelTable>> runs, KeyRange range) {
        List<String> rows = new ArrayList<>();
        try (VisibleCursor cursor = open(runs, range)) {
            for (boolean valid = cursor.first(); valid; valid = cursor.next()) {
                rows.add(cursor.key().copy().toUtf8());
            }
        }
        return rows;
    }

    private static VisibleCursor open(List<TableRun<ModelTable>> runs, KeyRange range) {
        return new VisibleCursor(runs, range, NOW, RULES, () -> {});
    }

    private static TableRun<ModelTable> run(ModelTable... tables) {
        return run(List.of(tables));
    }

    private static TableRun<ModelTable> run(List<ModelTable> tables) {
        return TableRun.of(tables);
    }

    private static ModelTable table(Point... points) {
        return table(List.of(points), List.of());
    }

    private static ModelTable table(List<Point> points, List<RangeDeletion> deletions) {
        return new ModelTable(points, deletions, NOW);
    }

    private static Point point(String key, long sequence) {
        return new Point(Bytes.utf8(key), sequence, KeyKind.SET, Bytes.utf8("value of " + key));
    }

    private static RangeDeletion deletion(String start, String end, long sequence) {
        return new RangeDeletion(Bytes.utf8(start), Bytes.utf8(end), sequence);
    }
}
