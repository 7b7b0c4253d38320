package dev.grantlake.lsm.sstable;

import dev.grantlake.base.BufferCache;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.ReadMetrics;
import dev.grantlake.lsm.cursor.InternalCursor;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.RangeDeletion;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.sstable.RowTableAssembler.Point;
import dev.grantlake.lsm.sstable.RowTableAssembler.Shape;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

/** Row tables of every shape against a sorted map. */
@ExtendWith(Seeds.class)
class RandomizedRowTableTest {

    /** A key of the model: ascending by user key, then from new to old. */
    private record Version(Bytes userKey, long trailer) implements Comparable<Version> {

        @Override
        public int compareTo(Version other) {
            int order = userKey.compareTo(other.userKey);
            return order != 0 ? order : Long.compareUnsigned(other.trailer, trailer);
        }

        /** Before all versions of a user key. */
        static Version before(Bytes userKey) {
            return new Version(userKey, -1L);
        }
    }

    @Test
    void tablesOfEveryShapeReadLikeSortedMaps(Dice dice) {
        for (int round = 0; round < Seeds.rounds(300); round++) {
            Shape shape = shape(dice);
            NavigableMap<Version, Bytes> model = model(dice);
            List<RangeDeletion> deletions = deletions(dice);
            byte[] content = assemble(shape, model, deletions, dice);
            BytesFile file =
                    dice.oneIn(2) ? BytesFile.copies("test.sst", content) : BytesFile.views("test.sst", content);
            SstableOptions options =
                    new SstableOptions(new BufferCache(dice.oneIn(2) ? 0 : 1 << 20), new ReadMetrics());
            try (Sstable table = Sstable.open(file, options)) {
                assertThat(table.format().version()).isEqualTo(shape.version());
                assertThat(table.rangeDeletions(TableView.WHOLE))
                        .as("%s", shape)
                        .isEqualTo(deletions);
                checkCursor(table, model, shape, dice);
                checkLookUps(table, model, shape, dice);
            }
        }
    }

    private static void checkCursor(Sstable table, NavigableMap<Version, Bytes> model, Shape shape, Dice dice) {
        try (InternalCursor cursor = table.points(TableView.WHOLE)) {
            List<Entry> expected = model.entrySet().stream()
                    .map(entry ->
                            new Entry(entry.getKey().userKey(), entry.getKey().trailer(), entry.getValue()))
                    .toList();
            assertThat(Entry.all(cursor)).as("%s", shape).isEqualTo(expected);
            Version at = null;
            for (int i = 0; i < 200; i++) {
                Bytes key = target(dice, model);
                String move;
                boolean standing;
                switch (dice.below(9)) {
                    case 0 -> {
                        move = "last";
                        standing = cursor.last();
                        at = model.isEmpty() ? null : model.lastKey();
                    }
                    case 1 -> {
                        move = "seekGe " + key;
                        standing = cursor.seekGe(key);
                        at = model.ceilingKey(Version.before(key));
                    }
                    case 2 -> {
                        move = "seekLt " + key;
                        standing = cursor.seekLt(key);
                        at = model.lowerKey(Version.before(key));
                    }
                    case 3, 4 -> {
                        move = "next";
                        standing = cursor.next();
                        at = at == null ? null : model.higherKey(at);
                    }
                    case 5 -> {
                        move = "nextKey";
                        standing = cursor.nextKey();
                        at = at == null ? null : model.higherKey(new Version(at.userKey(), 0));
                    }
                    default -> {
                        move = "prev";
                        standing = cursor.prev();
                        at = at == null ? null : model.lowerKey(at);
                    }
                }
                assertThat(standing).as("%s in %s", move, shape).isEqualTo(at != null);
                if (at != null) {
                    assertThat(Entry.of(cursor))
                            .as("%s in %s", move, shape)
                            .isEqualTo(new Entry(at.userKey(), at.trailer(), requireNonNull(model.get(at))));
                }
            }
        }
    }

    private static void checkLookUps(Sstable table, NavigableMap<Version, Bytes> model, Shape shape, Dice dice) {
        PointLookup lookup = new PointLookup();
        for (int i = 0; i < 50; i++) {
            Bytes key = target(dice, model);
            long maxSequence = dice.oneIn(2) ? Trailer.MAX_SEQUENCE : dice.below(200);
            Version newest = model.ceilingKey(new Version(key, maxSequence << 8 | 0xff));
            boolean expected = newest != null && newest.userKey().equals(key);
            String which = "find " + key + " up to " + maxSequence + " in " + shape;
            assertThat(lookup.find(table, TableView.WHOLE, key, maxSequence))
                    .as(which)
                    .isEqualTo(expected);
            if (expected) {
                assertThat(new Entry(key, lookup.trailer(), lookup.value().copy()))
                        .as(which)
                        .isEqualTo(new Entry(key, newest.trailer(), requireNonNull(model.get(newest))));
            }
        }
    }

    private static Shape shape(Dice dice) {
        int version = dice.between(1, 4);
        return new Shape(
                version,
                dice.pick(List.of(1, 2, 3, 16, 1000)),
                dice.pick(List.of(1, 1, 4)),
                !dice.oneIn(4),
                dice.oneIn(3),
                dice.oneIn(2) ? 0 : dice.between(1, 5),
                dice.oneIn(2) ? 0 : dice.pick(List.of(1, 5, 10, 50)));
    }

    private static NavigableMap<Version, Bytes> model(Dice dice) {
        NavigableMap<Version, Bytes> model = new TreeMap<>();
        List<KeyKind> kinds = List.of(KeyKind.SET, KeyKind.SET, KeyKind.DELETE, KeyKind.MERGE, KeyKind.SET_WITH_DELETE);
        int count = (int) dice.skewed(400);
        int alphabet = dice.between(1, 4);
        int longest = dice.pick(List.of(2, 6, 200));
        for (int i = 0; i < count; i++) {
            // Neighbouring numbers make trailers that share bytes.
            long trailer = Trailer.of(i, dice.pick(kinds));
            model.put(new Version(Bytes.wrap(dice.key(alphabet, longest)), trailer), Bytes.wrap(dice.bytes((int)
                    dice.skewed(dice.oneIn(20) ? 500 : 12))));
        }
        return model;
    }

    private static List<RangeDeletion> deletions(Dice dice) {
        List<RangeDeletion> deletions = new ArrayList<>();
        int start = dice.below(5);
        for (int i = 0; i < dice.below(5); i++) {
            int end = start + dice.between(1, 9);
            for (int version = dice.below(3); version >= 0; version--) {
                deletions.add(new RangeDeletion(key(start), key(end), 100L * version + dice.below(100)));
            }
            start = end + dice.below(3);
        }
        return deletions;
    }

    private static Bytes key(int number) {
        return Bytes.utf8("d%03d".formatted(number));
    }

    /** Cuts the entries into blocks anywhere, also between versions of one key. */
    private static byte[] assemble(
            Shape shape, NavigableMap<Version, Bytes> model, List<RangeDeletion> deletions, Dice dice) {
        RowTableAssembler assembler = new RowTableAssembler(shape);
        List<Point> points = new ArrayList<>();
        model.forEach((version, value) -> points.add(new Point(
                version.userKey(),
                version.trailer(),
                value,
                shape.version() >= 3 && Trailer.kindCode(version.trailer()) == KeyKind.SET.code() && dice.oneIn(3),
                dice.oneIn(2))));
        int usual = dice.pick(List.of(1, 5, 40, 1000));
        for (int from = 0; from < points.size(); ) {
            int to = Math.min(points.size(), from + dice.between(1, usual));
            Bytes last = points.get(to - 1).userKey();
            Bytes longer = last.plus(Bytes.ofHex("00"));
            boolean room =
                    to == points.size() || longer.compareTo(points.get(to).userKey()) <= 0;
            assembler.block(points.subList(from, to), room && dice.oneIn(2) ? longer : last);
            from = to;
        }
        if (!deletions.isEmpty()) {
            assembler.rangeDeletions(deletions);
        }
        if (dice.oneIn(2)) {
            assembler.property("rocksdb.comparator", Bytes.utf8("leveldb.BytewiseComparator"));
            assembler.property("rocksdb.merge.operator", Bytes.utf8("pebble.concatenate"));
        }
        return assembler.assemble();
    }

    private static Bytes target(Dice dice, NavigableMap<Version, Bytes> model) {
        if (model.isEmpty() || dice.oneIn(4)) {
            return Bytes.wrap(dice.key(3, 4));
        }
        List<Version> versions = List.copyOf(model.keySet());
        Bytes key = dice.pick(versions).userKey();
        return switch (dice.below(4)) {
            case 0 -> key.plus(Bytes.ofHex("00"));
            case 1 -> key.slice(0, dice.between(0, key.length()));
            default -> key;
        };
    }
}
