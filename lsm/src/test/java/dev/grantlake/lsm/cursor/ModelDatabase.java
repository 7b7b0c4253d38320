package dev.grantlake.lsm.cursor;

import dev.grantlake.base.Bytes;
import dev.grantlake.lsm.cursor.ModelTable.Point;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.RangeDeletion;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.testbase.Dice;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * A random history of operations, the tables that hold it in newest-first runs, and what must be visible of it at one
 * sequence number, worked out the slow way.
 */
final class ModelDatabase {

    private static final List<KeyKind> POINT_KINDS = List.of(
            KeyKind.SET,
            KeyKind.SET,
            KeyKind.SET,
            KeyKind.SET_WITH_DELETE,
            KeyKind.MERGE,
            KeyKind.DELETE,
            KeyKind.SINGLE_DELETE,
            KeyKind.DELETE_SIZED);

    private static final Set<Integer> SHOWN =
            Set.of(KeyKind.SET.code(), KeyKind.SET_WITH_DELETE.code(), KeyKind.MERGE.code());

    final long visibleBelow;
    final List<TableRun<ModelTable>> runs = new ArrayList<>();
    final NavigableMap<Bytes, Bytes> visible;

    private final List<Point> points = new ArrayList<>();
    private final List<RangeDeletion> deletions = new ArrayList<>();

    private ModelDatabase(Dice dice, int operations, boolean rangeDeletions, boolean onlySets) {
        int alphabet = dice.between(2, 8);
        int length = dice.between(1, 3);
        for (long sequence = 10; sequence < 10 + operations; sequence++) {
            Bytes key = Bytes.wrap(dice.key(alphabet, length));
            if (rangeDeletions && dice.oneIn(12)) {
                Bytes other = Bytes.wrap(dice.key(alphabet, length));
                boolean ordered = key.compareTo(other) < 0;
                if (!key.equals(other)) {
                    deletions.add(new RangeDeletion(ordered ? key : other, ordered ? other : key, sequence));
                }
            } else {
                KeyKind kind = onlySets ? KeyKind.SET : dice.pick(POINT_KINDS);
                points.add(new Point(key, sequence, kind, Bytes.utf8("v" + sequence)));
            }
        }
        this.visibleBelow = dice.oneIn(3) ? 10 + dice.below(operations + 1) : 10 + operations;
        this.visible = visible();
        cutIntoRuns(dice, operations);
    }

    static ModelDatabase random(Dice dice) {
        return new ModelDatabase(dice, dice.between(1, 150), !dice.oneIn(4), dice.oneIn(6));
    }

    static ModelDatabase withoutRangeDeletions(Dice dice) {
        return new ModelDatabase(dice, dice.between(1, 150), false, dice.oneIn(2));
    }

    private NavigableMap<Bytes, Bytes> visible() {
        Map<Bytes, List<Point>> versions = new HashMap<>();
        for (Point point : points) {
            if (Trailer.sequence(point.trailer()) < visibleBelow) {
                versions.computeIfAbsent(point.key(), key -> new ArrayList<>()).add(point);
            }
        }
        NavigableMap<Bytes, Bytes> rows = new TreeMap<>();
        versions.forEach((key, oldestFirst) -> {
            Bytes value = null;
            for (Point point : oldestFirst) {
                if (!deletedLater(point)) {
                    int kind = Trailer.kindCode(point.trailer());
                    if (kind == KeyKind.MERGE.code() && value != null) {
                        value = value.plus(point.value());
                    } else {
                        value = SHOWN.contains(kind) ? point.value() : null;
                    }
                }
            }
            if (value != null) {
                rows.put(key, value);
            }
        });
        return rows;
    }

    private boolean deletedLater(Point point) {
        return deletions.stream()
                .anyMatch(deletion -> deletion.sequence() < visibleBelow
                        && deletion.sequence() > Trailer.sequence(point.trailer())
                        && deletion.start().compareTo(point.key()) <= 0
                        && point.key().compareTo(deletion.end()) < 0);
    }

    /** Newer operations into newer runs, each run cut between user keys into tables. */
    private void cutIntoRuns(Dice dice, int operations) {
        long upTo = 10L + operations;
        while (upTo > 10) {
            long from = dice.oneIn(3) ? 10 : upTo - 1 - dice.below((int) (upTo - 10));
            long below = upTo;
            List<Point> newer = points.stream()
                    .filter(point -> inside(Trailer.sequence(point.trailer()), from, below))
                    .toList();
            List<RangeDeletion> deleted = deletions.stream()
                    .filter(deletion -> inside(deletion.sequence(), from, below))
                    .toList();
            List<ModelTable> tables = tables(dice, newer, deleted);
            if (!tables.isEmpty()) {
                runs.add(TableRun.of(tables));
            }
            upTo = from;
        }
    }

    private List<ModelTable> tables(Dice dice, List<Point> points, List<RangeDeletion> deletions) {
        List<Bytes> cuts = new ArrayList<>();
        for (Point point : points) {
            if (dice.oneIn(6)) {
                cuts.add(point.key());
            }
        }
        for (RangeDeletion deletion : deletions) {
            if (dice.oneIn(3)) {
                cuts.add(dice.oneIn(2) ? deletion.start() : deletion.end());
            }
        }
        cuts.sort(Comparator.naturalOrder());
        List<ModelTable> tables = new ArrayList<>();
        for (int i = 0; i <= cuts.size(); i++) {
            Bytes from = i == 0 ? Bytes.EMPTY : cuts.get(i - 1);
            Bytes to = i == cuts.size() ? Bytes.wrap(new byte[] {-1, -1, -1, -1, -1}) : cuts.get(i);
            List<Point> inside = points.stream()
                    .filter(point ->
                            from.compareTo(point.key()) <= 0 && point.key().compareTo(to) < 0)
                    .toList();
            List<RangeDeletion> cut = new ArrayList<>();
            for (RangeDeletion deletion : deletions) {
                Bytes start = Collections.max(List.of(from, deletion.start()));
                Bytes end = Collections.min(List.of(to, deletion.end()));
                if (start.compareTo(end) < 0) {
                    cut.add(new RangeDeletion(start, end, deletion.sequence()));
                }
            }
            if (!inside.isEmpty() || !cut.isEmpty()) {
                tables.add(new ModelTable(inside, cut, visibleBelow));
            }
        }
        return tables;
    }

    private static boolean inside(long sequence, long from, long below) {
        return sequence >= from && sequence < below;
    }
}
