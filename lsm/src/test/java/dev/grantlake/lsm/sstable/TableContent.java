package dev.grantlake.lsm.sstable;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.lsm.cursor.InternalCursor;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.RangeDeletion;
import dev.grantlake.lsm.key.RangeKey;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.testbase.Dice;
import dev.grantlake.vfs.MemorySink;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/** Everything that a table holds, as lists. */
record TableContent(List<Entry> points, List<RangeDeletion> rangeDeletions, List<RangeKey> rangeKeys) {

    private static final List<KeyKind> KINDS = List.of(
            KeyKind.SET,
            KeyKind.SET,
            KeyKind.SET,
            KeyKind.SET,
            KeyKind.DELETE,
            KeyKind.SINGLE_DELETE,
            KeyKind.DELETE_SIZED,
            KeyKind.MERGE,
            KeyKind.SET_WITH_DELETE);

    /** What a table holds. */
    static TableContent of(Sstable table) {
        try (InternalCursor cursor = table.points(TableView.WHOLE)) {
            return new TableContent(Entry.all(cursor), table.rangeDeletions(TableView.WHOLE), table.rangeKeys());
        }
    }

    /** What the file of a table holds. */
    static TableContent of(byte[] file) {
        try (Sstable table = Tables.open(file)) {
            return of(table);
        }
    }

    /** A table with this content, which the writer itself reads back, too. */
    Written write(SstableWriterOptions options) {
        MemorySink file = new MemorySink("test.sst");
        try (SstableWriter writer = new SstableWriter(file, options.withValidation(true))) {
            points.forEach(point -> writer.add(point.userKey(), point.trailer(), point.value()));
            rangeDeletions.forEach(
                    deletion -> writer.addRangeDeletion(deletion.start(), deletion.end(), deletion.sequence()));
            rangeKeys.forEach(key ->
                    writer.addRangeKey(key.start(), key.end(), key.sequence(), key.kind(), key.suffix(), key.value()));
            return new Written(writer.finish(), file.content());
        }
    }

    /** A finished table and what its writer says of it. */
    record Written(WrittenTable table, Bytes file) {}

    /**
     * Content of nasty keys: one byte, bytes 0 and 255, prefixes of each other, long ones that share much, many
     * versions of one.
     *
     * @param most points at most
     * @param longest bytes of a value at most
     */
    static TableContent random(Dice dice, int most, int longest) {
        List<RangeDeletion> deletions = new ArrayList<>();
        List<RangeKey> rangeKeys = new ArrayList<>();
        if (dice.oneIn(2)) {
            ranges(
                    dice,
                    (start, end) -> sequences(dice)
                            .forEach(sequence -> deletions.add(new RangeDeletion(start, end, sequence))));
        }
        if (dice.oneIn(3)) {
            ranges(
                    dice,
                    (start, end) ->
                            sequences(dice).forEach(sequence -> rangeKeys(dice, start, end, sequence, rangeKeys)));
        }
        return new TableContent(points(dice, most, longest), deletions, rangeKeys);
    }

    private static List<Entry> points(Dice dice, int most, int longest) {
        TreeMap<Bytes, TreeMap<Long, Bytes>> points = new TreeMap<>();
        int count = (int) dice.skewed(most);
        Bytes common = Bytes.wrap(dice.compressible(dice.oneIn(3) ? dice.between(0, 300) : 0, 30));
        int alphabet = dice.between(1, 256);
        int longestKey = dice.between(1, dice.oneIn(4) ? 200 : 8);
        Bytes key = Bytes.EMPTY;
        int versions = dice.oneIn(2) ? 1 : dice.between(1, 40);
        boolean zero = dice.oneIn(4);
        for (int i = 0; i < count; i++) {
            if (key.isEmpty() || !dice.oneIn(versions + 1) || versions == 1) {
                key = common.plus(Bytes.wrap(dice.key(alphabet, longestKey)));
                key = key.isEmpty() ? Bytes.ofHex("00") : key;
            }
            KeyKind kind = dice.pick(KINDS);
            long sequence = zero ? 0 : dice.skewed(Trailer.MAX_SEQUENCE - 1);
            points.computeIfAbsent(key, unused -> new TreeMap<>((a, b) -> Long.compareUnsigned(b, a)))
                    .put(Trailer.of(sequence, kind), value(dice, kind, longest));
        }
        List<Entry> entries = new ArrayList<>();
        points.forEach((userKey, trailers) ->
                trailers.forEach((trailer, value) -> entries.add(new Entry(userKey, trailer, value))));
        return entries;
    }

    private static Bytes value(Dice dice, KeyKind kind, int longest) {
        return switch (kind) {
            case DELETE, SINGLE_DELETE -> Bytes.EMPTY;
            case DELETE_SIZED ->
                dice.oneIn(4)
                        ? Bytes.EMPTY
                        : new ByteSink().writeVarint(dice.skewed(1 << 30)).toBytes();
            default -> Bytes.wrap(dice.compressible((int) dice.skewed(longest), dice.below(101)));
        };
    }

    private interface Range {
        void between(Bytes start, Bytes end);
    }

    private static void ranges(Dice dice, Range range) {
        TreeSet<Bytes> bounds = new TreeSet<>();
        for (int i = dice.between(2, 40); i > 0; i--) {
            bounds.add(Bytes.wrap(dice.key(5, 6)));
        }
        Bytes start = null;
        for (Bytes end : bounds) {
            if (start != null && !dice.oneIn(3)) {
                range.between(start, end);
            }
            start = end;
        }
    }

    private static List<Long> sequences(Dice dice) {
        TreeSet<Long> sequences = new TreeSet<>(Comparator.reverseOrder());
        for (int i = dice.between(1, 4); i > 0; i--) {
            sequences.add(dice.skewed(1 << 20));
        }
        return List.copyOf(sequences);
    }

    private static void rangeKeys(Dice dice, Bytes start, Bytes end, long sequence, List<RangeKey> keys) {
        for (KeyKind kind : List.of(KeyKind.RANGE_KEY_SET, KeyKind.RANGE_KEY_UNSET)) {
            TreeSet<Bytes> suffixes = new TreeSet<>();
            for (int i = dice.below(3); i > 0; i--) {
                suffixes.add(Bytes.wrap(dice.key(3, 4)));
            }
            for (Bytes suffix : suffixes) {
                Bytes value = kind == KeyKind.RANGE_KEY_SET ? Bytes.wrap(dice.key(9, 20)) : Bytes.EMPTY;
                keys.add(new RangeKey(start, end, sequence, kind, suffix, value));
            }
        }
        if (dice.oneIn(3)) {
            keys.add(new RangeKey(start, end, sequence, KeyKind.RANGE_KEY_DELETE, Bytes.EMPTY, Bytes.EMPTY));
        }
    }
}
