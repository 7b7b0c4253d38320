package dev.grantlake.lsm.memtable;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lsm.cursor.DeletedRanges;
import dev.grantlake.lsm.cursor.InternalCursor;
import dev.grantlake.lsm.key.InternalKey;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.RangeDeletion;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a memtable shows, against a sorted map. */
@ExtendWith(Seeds.class)
class RandomizedMemtableTest {

    private static final long FIRST = 10;
    private static final List<KeyKind> KINDS = List.of(KeyKind.SET, KeyKind.MERGE, KeyKind.DELETE);

    @Test
    void movesAsASortedMapDoes(Dice dice) {
        for (int round = 0; round < Seeds.rounds(300); round++) {
            NavigableMap<InternalKey, Bytes> model = new TreeMap<>();
            Memtable memtable = filled(model, dice, dice.oneIn(10) ? 3000 : dice.between(1, 60));
            KeyRange range = new KeyRange(
                    dice.oneIn(2) ? null : Bytes.wrap(dice.key(3, 2)),
                    dice.oneIn(2) ? null : Bytes.wrap(dice.key(3, 2)));
            model.keySet().removeIf(key -> !range.contains(key.userKey()));
            try (InternalCursor cursor = view(memtable).points(range)) {
                walk(cursor, model, dice);
            }
        }
    }

    private static void walk(InternalCursor cursor, NavigableMap<InternalKey, Bytes> model, Dice dice) {
        Map.Entry<InternalKey, Bytes> at = null;
        for (int step = 0; step < 60; step++) {
            Bytes sought = Bytes.wrap(dice.key(3, 3));
            boolean standing;
            switch (dice.below(10)) {
                case 0 -> {
                    standing = cursor.first();
                    at = model.firstEntry();
                }
                case 1 -> {
                    standing = cursor.last();
                    at = model.lastEntry();
                }
                case 2 -> {
                    standing = cursor.seekGe(sought);
                    at = model.ceilingEntry(before(sought));
                }
                case 3 -> {
                    standing = cursor.seekLt(sought);
                    at = model.lowerEntry(before(sought));
                }
                case 4, 5, 6 -> {
                    standing = cursor.next();
                    at = at == null ? null : model.higherEntry(at.getKey());
                }
                case 7 -> {
                    standing = cursor.nextKey();
                    at = at == null
                            ? null
                            : model.higherEntry(new InternalKey(at.getKey().userKey(), 0));
                }
                default -> {
                    standing = cursor.prev();
                    at = at == null ? null : model.lowerEntry(at.getKey());
                }
            }
            assertThat(standing).isEqualTo(at != null).isEqualTo(cursor.valid());
            if (at != null) {
                assertThat(new InternalKey(cursor.userKey().copy(), cursor.trailer()))
                        .isEqualTo(at.getKey());
                assertThat(cursor.value().copy()).isEqualTo(at.getValue());
            }
        }
    }

    @Test
    void findsTheNewestVersionThatIsVisible(Dice dice) {
        for (int round = 0; round < Seeds.rounds(100); round++) {
            NavigableMap<InternalKey, Bytes> model = new TreeMap<>();
            Memtable memtable = filled(model, dice, 80);
            long visibleBelow = FIRST + dice.below(90);
            MemtableView view = requireNonNull(memtable.view(visibleBelow));
            for (int i = 0; i < 50; i++) {
                Bytes key = Bytes.wrap(dice.key(3, 2));
                InternalKey newest = newest(model, key, visibleBelow);
                ByteView value = new ByteView();
                assertThat(view.find(key, value)).isEqualTo(newest == null ? MemtableView.NOT_FOUND : newest.trailer());
                if (newest != null) {
                    assertThat(value.copy()).isEqualTo(model.get(newest));
                }
                long visibleLater = FIRST + dice.below(90);
                newest = newest(model, key, visibleLater);
                assertThat(memtable.find(key, visibleLater, value))
                        .isEqualTo(newest == null ? MemtableView.NOT_FOUND : newest.trailer());
                if (newest != null) {
                    assertThat(value.copy()).isEqualTo(model.get(newest));
                }
            }
        }
    }

    private static @Nullable InternalKey newest(NavigableMap<InternalKey, Bytes> model, Bytes key, long visibleBelow) {
        return model.keySet().stream()
                .filter(each -> each.userKey().equals(key) && each.sequence() < visibleBelow)
                .findFirst()
                .orElse(null);
    }

    @Test
    void showsWhatWasThereWhenItWasAsked() {
        Memtable memtable = new Memtable();
        assertThat(memtable.view(100)).isNull();
        memtable.deleteRange(Bytes.utf8("x"), Bytes.utf8("x"), 9);
        assertThat(memtable.isEmpty()).isTrue();
        memtable.deleteRange(Bytes.utf8("b"), Bytes.utf8("d"), 10);
        memtable.add(Bytes.utf8("c"), Trailer.of(11, KeyKind.SET), Bytes.utf8("1"));
        MemtableView view = view(memtable);
        memtable.add(Bytes.utf8("e"), Trailer.of(12, KeyKind.SET), Bytes.utf8("2"));
        memtable.deleteRange(Bytes.utf8("a"), Bytes.utf8("z"), 13);
        assertThat(view.bounds()).hasToString("[62#10,RANGE_DELETE, 64#72057594037927935,RANGE_DELETE)");
        assertThat(view.smallestSequence()).isEqualTo(10);
        assertThat(view.largestSequence()).isEqualTo(11);
        assertThat(view.deletedRanges().hidesBelow(Bytes.utf8("b"))).isEqualTo(10);
        assertThat(view.deletedRanges().hidesBelow(Bytes.utf8("d"))).isZero();
        try (InternalCursor cursor = view.points(KeyRange.ALL)) {
            assertThat(cursor.first()).isTrue();
            assertThat(cursor.next()).isFalse();
        }
    }

    @Test
    void keepsCopies() {
        byte[] key = {1};
        byte[] value = {2};
        Memtable memtable = new Memtable();
        memtable.add(Bytes.wrap(key), Trailer.of(11, KeyKind.SET), Bytes.wrap(value));
        key[0] = 7;
        value[0] = 7;
        ByteView found = new ByteView();
        assertThat(view(memtable).find(Bytes.ofHex("01"), found)).isEqualTo(Trailer.of(11, KeyKind.SET));
        assertThat(found.copy()).isEqualTo(Bytes.ofHex("02"));
    }

    @Test
    void refusesWhatNoWriterDoes() {
        Memtable memtable = new Memtable();
        memtable.add(Bytes.utf8("a"), Trailer.of(11, KeyKind.SET), Bytes.EMPTY);
        assertThatThrownBy(() -> memtable.add(Bytes.utf8("a"), Trailer.of(11, KeyKind.SET), Bytes.EMPTY))
                .isInstanceOf(IllegalStateException.class);
        InternalCursor cursor = view(memtable).points(KeyRange.ALL);
        assertThatThrownBy(cursor::userKey)
                .isInstanceOfSatisfying(
                        StorageException.class,
                        e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.FAILED_PRECONDITION));
        cursor.close();
        assertThatThrownBy(cursor::first)
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.CLOSED));
    }

    @Test
    void showsNoPointsWhereThereAreNone() {
        Memtable memtable = new Memtable();
        memtable.deleteRange(Bytes.utf8("b"), Bytes.utf8("d"), 10);
        assertThat(view(memtable).find(Bytes.utf8("c"), new ByteView())).isEqualTo(MemtableView.NOT_FOUND);
        try (InternalCursor cursor = view(memtable).points(KeyRange.ALL)) {
            assertThat(cursor.first()).isFalse();
            assertThat(cursor.last()).isFalse();
            assertThat(cursor.seekGe(Bytes.utf8("c"))).isFalse();
            assertThat(cursor.seekLt(Bytes.utf8("c"))).isFalse();
        }
    }

    @Test
    void countsRangeDeletionsOnlyWhereTheyAreVisible(Dice dice) {
        Memtable memtable = new Memtable(dice.bits());
        List<RangeDeletion> model = new ArrayList<>();
        for (long sequence = FIRST; sequence < FIRST + 200; sequence++) {
            Bytes start = Bytes.wrap(dice.key(3, 3));
            Bytes end = Bytes.wrap(dice.key(3, 3));
            memtable.deleteRange(start, end, sequence);
            if (start.compareTo(end) < 0) {
                model.add(new RangeDeletion(start, end, sequence));
            }
            long visibleBelow = dice.oneIn(2) ? sequence + 1 : FIRST + dice.below(200);
            MemtableView view = memtable.view(visibleBelow);
            if (view != null) {
                assertThat(view.deletedRanges().ranges())
                        .isEqualTo(DeletedRanges.of(model, visibleBelow).ranges());
                Bytes key = Bytes.wrap(dice.key(3, 2));
                assertThat(memtable.hidesBelow(key, visibleBelow))
                        .isEqualTo(view.deletedRanges().hidesBelow(key));
            }
        }
        assertThat(memtable.deletions()).containsExactlyInAnyOrderElementsOf(model);
        assertThat(memtable.isEmpty()).isFalse();
    }

    @Test
    void takesTheMemoryThatItSays(Dice dice) {
        Memtable memtable = new Memtable(dice.bits());
        assertThat(memtable.memoryBytes()).isEqualTo(2048);
        long entries = 0;
        for (int i = 0; i < 60_000; i++) {
            Bytes key = Bytes.wrap(dice.bytes(20));
            Bytes value = Bytes.wrap(dice.bytes(dice.oneIn(1000) ? dice.below(100_000) : dice.below(80)));
            memtable.add(key, Trailer.of(i + 1, KeyKind.SET), value);
            entries += Memtable.entryBytes(key, value);
        }
        assertThat(memtable.memoryBytes()).isBetween(entries * 98 / 100, entries * 9 / 8 + (512 << 10));
    }

    private static Memtable filled(NavigableMap<InternalKey, Bytes> model, Dice dice, int entries) {
        Memtable memtable = new Memtable(dice.bits());
        for (int i = 0; i < entries; i++) {
            Bytes key = Bytes.wrap(dice.key(3, 3));
            long trailer = Trailer.of(FIRST + i, dice.pick(KINDS));
            Bytes value = Bytes.wrap(dice.bytes(dice.oneIn(50) ? dice.below(50_000) : dice.below(5)));
            memtable.add(key, trailer, value);
            model.put(new InternalKey(key, trailer), value);
        }
        return memtable;
    }

    private static MemtableView view(Memtable memtable) {
        return requireNonNull(memtable.view(Trailer.MAX_SEQUENCE));
    }

    private static InternalKey before(Bytes userKey) {
        return new InternalKey(userKey, -1);
    }
}
