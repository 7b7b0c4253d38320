package dev.grantlake.lsm.compaction;

import dev.grantlake.base.Bytes;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.RangeKey;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.memtable.Memtable;
import dev.grantlake.testbase.Dice;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Random operations, in memtables of some length each, and what reads must give after all of them, worked out the slow
 * way. Keys are deleted singly only where that is allowed.
 */
final class History {

    /** Above all sequence numbers. */
    static final long NOW = 1 << 20;

    /** What one memtable would hold, what reads give after it, and the greatest sequence number up to there. */
    record Segment(Memtable memtable, List<RangeKey> rangeKeys, NavigableMap<Bytes, Bytes> values, long lastSequence) {}

    /** Oldest first. */
    final List<Segment> segments = new ArrayList<>();

    final NavigableMap<Bytes, Bytes> values = new TreeMap<>();
    final Set<Bytes> keys = new TreeSet<>();

    private final Map<Bytes, Integer> writes = new HashMap<>();
    private final List<RangeKey> rangeKeys = new ArrayList<>();
    private final Dice dice;
    private final int alphabet;
    private final int length;
    private long sequence = 10;

    History(Dice dice, int segmentCount, int operations) {
        this.dice = dice;
        this.alphabet = dice.between(2, 6);
        this.length = dice.between(1, 3);
        boolean ranges = !dice.oneIn(4);
        for (int i = 0; i < segmentCount; i++) {
            int count = dice.between(1, operations);
            NavigableMap<Bytes, Bytes> after = new TreeMap<>();
            Segment segment = new Segment(new Memtable(dice.bits()), new ArrayList<>(), after, sequence + count - 1);
            for (int j = 0; j < count; j++) {
                operate(segment, ranges);
                sequence++;
            }
            after.putAll(values);
            segments.add(segment);
        }
    }

    /** What range keys say at a key: by suffix, the value. */
    static Map<Bytes, Bytes> rangeKeysAt(Bytes key, List<RangeKey> all) {
        Map<Bytes, Bytes> set = new TreeMap<>();
        all.stream()
                .filter(range -> range.start().compareTo(key) <= 0 && key.compareTo(range.end()) < 0)
                .sorted((left, right) -> left.sequence() != right.sequence()
                        ? Long.compare(left.sequence(), right.sequence())
                        : Integer.compare(left.kind().code(), right.kind().code()))
                .forEach(range -> {
                    switch (range.kind()) {
                        case RANGE_KEY_SET -> set.put(range.suffix(), range.value());
                        case RANGE_KEY_UNSET -> set.remove(range.suffix());
                        default -> set.clear();
                    }
                });
        return set;
    }

    Map<Bytes, Bytes> rangeKeysAt(Bytes key) {
        return rangeKeysAt(key, rangeKeys);
    }

    private void operate(Segment segment, boolean ranges) {
        Bytes key = key();
        keys.add(key);
        Bytes value = Bytes.utf8("v" + sequence);
        int choice = dice.below(20);
        if (choice < 9) {
            put(segment, key, KeyKind.SET, value);
            values.put(key, value);
            writes.merge(key, 1, Integer::sum);
        } else if (choice < 12) {
            put(segment, key, KeyKind.MERGE, value);
            values.merge(key, value, Bytes::plus);
            writes.merge(key, 2, Integer::sum);
        } else if (choice < 14 && writes.getOrDefault(key, 0) == 1) {
            put(segment, key, KeyKind.SINGLE_DELETE, Bytes.EMPTY);
            deleted(key);
        } else if (choice < 15) {
            put(segment, key, KeyKind.DELETE_SIZED, dice.oneIn(2) ? Bytes.EMPTY : Bytes.wrap(new byte[] {9}));
            deleted(key);
        } else if (choice < 18 || !ranges) {
            put(segment, key, KeyKind.DELETE, Bytes.EMPTY);
            deleted(key);
        } else {
            operateOnRange(segment, key);
        }
    }

    private void operateOnRange(Segment segment, Bytes one) {
        Bytes other = key();
        if (one.equals(other)) {
            return;
        }
        Bytes start = one.compareTo(other) < 0 ? one : other;
        Bytes end = one.compareTo(other) < 0 ? other : one;
        if (dice.oneIn(2)) {
            segment.memtable.deleteRange(start, end, sequence);
            List.copyOf(values.subMap(start, end).keySet()).forEach(this::deleted);
        } else {
            KeyKind kind = dice.pick(List.of(
                    KeyKind.RANGE_KEY_SET, KeyKind.RANGE_KEY_SET, KeyKind.RANGE_KEY_UNSET, KeyKind.RANGE_KEY_DELETE));
            RangeKey key = new RangeKey(
                    start,
                    end,
                    sequence,
                    kind,
                    kind == KeyKind.RANGE_KEY_DELETE ? Bytes.EMPTY : Bytes.utf8("@" + dice.below(3)),
                    kind == KeyKind.RANGE_KEY_SET ? Bytes.utf8("r" + sequence) : Bytes.EMPTY);
            segment.rangeKeys.add(key);
            rangeKeys.add(key);
        }
    }

    private void put(Segment segment, Bytes key, KeyKind kind, Bytes value) {
        segment.memtable.add(key, Trailer.of(sequence, kind), value);
    }

    private void deleted(Bytes key) {
        values.remove(key);
        writes.remove(key);
    }

    private Bytes key() {
        return Bytes.utf8("k").plus(Bytes.wrap(dice.key(alphabet, length)));
    }
}
