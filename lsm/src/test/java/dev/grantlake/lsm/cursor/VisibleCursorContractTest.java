package dev.grantlake.lsm.cursor;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.kv.KeyValueReader;
import dev.grantlake.kv.Merger;
import dev.grantlake.kv.testing.CursorContract;
import dev.grantlake.lsm.cursor.ModelTable.Point;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.testbase.Dice;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/** The contract of all readers, on entries that are spread over three runs among what hides and is hidden. */
class VisibleCursorContractTest implements CursorContract {

    private static final long NOW = 100;
    private static final ReadRules RULES = new ReadRules(Merger.CONCATENATION, 100, Location.of("model", "database"));

    @Override
    public KeyValueReader readerOf(SortedMap<Bytes, Bytes> entries) {
        Dice dice = new Dice(entries.size());
        List<Point> newest = new ArrayList<>();
        List<Point> middle = new ArrayList<>();
        List<Point> oldest = new ArrayList<>();
        entries.forEach((key, value) -> {
            List<Point> run = dice.pick(List.of(newest, middle, oldest));
            run.add(new Point(key, run == newest ? 70 : run == middle ? 50 : 30, KeyKind.SET, value));
            if (run != oldest && dice.oneIn(2)) {
                oldest.add(new Point(key, 20, KeyKind.SET, Bytes.utf8("hidden")));
            }
            if (dice.oneIn(3)) {
                newest.add(new Point(key, NOW + 1, KeyKind.DELETE, Bytes.EMPTY));
            }
            Bytes behind = key.plus(Bytes.wrap(new byte[1]));
            if (!entries.containsKey(behind) && dice.oneIn(2)) {
                middle.add(new Point(behind, 60, KeyKind.DELETE, Bytes.EMPTY));
                oldest.add(new Point(behind, 25, KeyKind.SET, Bytes.utf8("deleted")));
            }
        });
        return new ModelReader(List.of(run(newest), run(middle), run(oldest)));
    }

    private static TableRun<ModelTable> run(List<Point> points) {
        return TableRun.of(points.isEmpty() ? List.of() : List.of(new ModelTable(points, List.of(), NOW)));
    }

    private static final class ModelReader implements KeyValueReader {

        private final List<TableRun<ModelTable>> runs;
        private boolean closed;

        ModelReader(List<TableRun<ModelTable>> runs) {
            this.runs = runs;
        }

        @Override
        public @Nullable Bytes get(Bytes key) {
            try (Cursor cursor = cursor(new KeyRange(key, key.plus(Bytes.wrap(new byte[1]))))) {
                return cursor.first() ? cursor.value().copy() : null;
            }
        }

        @Override
        public Cursor cursor(KeyRange range) {
            if (closed) {
                throw new StorageException(StorageException.Kind.CLOSED, "the reader is closed");
            }
            return new VisibleCursor(runs, range, NOW, RULES, () -> {});
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
