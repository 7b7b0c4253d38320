package dev.grantlake.lsm.sstable.colblk;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.sstable.colblk.BlockAssembler.Row;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Mutations;
import dev.grantlake.testbase.Seeds;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import static dev.grantlake.lsm.sstable.Corruption.assertCorrupt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@ExtendWith(Seeds.class)
class ColumnarDataBlockTest {

    private static final Location WHERE = new Location("test.sst", 4096, "data block");

    @Test
    void movesLikeAPositionInAList(Dice dice) {
        for (int round = 0; round < Seeds.rounds(100); round++) {
            List<Row> rows = rows(dice);
            ColumnarDataBlock block = new ColumnarDataBlock();
            block.load(BlockAssembler.dataBlock(rows, dice.below(6), dice.oneIn(2)), WHERE);
            Walk walk = new Walk(block, rows, null, null, false);
            for (int i = 0; i < 100; i++) {
                walk.move(dice);
            }
        }
    }

    @Test
    void aRestrictedBlockIsAShorterList(Dice dice) {
        for (int round = 0; round < Seeds.rounds(100); round++) {
            List<Row> rows = rows(dice);
            Bytes smallest = dice.oneIn(3) ? null : Bytes.wrap(dice.key(3, 4));
            Bytes largest = dice.oneIn(3) ? null : Bytes.wrap(dice.key(3, 4));
            boolean exclusive = dice.oneIn(2);
            ColumnarDataBlock block = new ColumnarDataBlock();
            block.load(BlockAssembler.dataBlock(rows, dice.below(6), dice.oneIn(2)), WHERE);
            block.restrict(smallest, largest, exclusive);
            Walk walk = new Walk(block, rows, smallest, largest, exclusive);
            for (int i = 0; i < 50; i++) {
                walk.move(dice);
            }
        }
    }

    @Test
    void oneCursorServesManyBlocks(Dice dice) {
        ColumnarDataBlock block = new ColumnarDataBlock();
        for (int i = 0; i < 20; i++) {
            List<Row> rows = rows(dice);
            block.load(BlockAssembler.dataBlock(rows), WHERE);
            assertThat(block.valid()).isFalse();
            Walk walk = new Walk(block, rows, null, null, false);
            walk.move(dice);
            walk.move(dice);
        }
        block.unload();
        assertThat(block.first()).isFalse();
    }

    @Test
    void comparesItsEndsWhateverTheRestriction() {
        ColumnarDataBlock block = new ColumnarDataBlock();
        block.load(BlockAssembler.dataBlock(List.of(row("b"), row("d"), row("f"))), WHERE);
        block.restrict(Bytes.utf8("c"), Bytes.utf8("e"), false);
        assertThat(block.compareFirst(Bytes.utf8("b"))).isZero();
        assertThat(block.compareFirst(Bytes.utf8("a"))).isPositive();
        assertThat(block.compareLast(Bytes.utf8("f"))).isZero();
        assertThat(block.compareLast(Bytes.utf8("g"))).isNegative();
    }

    @Test
    void standsOnNothingAtFirst() {
        ColumnarDataBlock block = new ColumnarDataBlock();
        block.load(BlockAssembler.dataBlock(List.of(row("b"))), WHERE);
        assertThat(block.next()).isFalse();
        assertThat(block.prev()).isFalse();
        assertThatThrownBy(block::trailer).isInstanceOf(StorageException.class);
        assertThatThrownBy(block::value).isInstanceOf(StorageException.class);
        assertThatThrownBy(block::valueIsExternal).isInstanceOf(StorageException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 15, 17, 19, 20, 21, 22, 24, 64, 65, 191, 255})
    void aKindThatNoPointHasIsRefused(long kind) {
        ColumnarDataBlock block = new ColumnarDataBlock();
        block.load(
                BlockAssembler.dataBlock(List.of(new Row(Bytes.utf8("a"), 12L << 8 | kind, Bytes.EMPTY, false))),
                WHERE);
        assertThat(block.first()).isTrue();
        assertCorrupt("kind " + kind, block::trailer);
    }

    @Test
    void suffixesAreRefused() {
        List<Bytes> one = List.of(Bytes.utf8("a"));
        Bytes bytes = BlockAssembler.block(
                BlockAssembler.int32(2),
                1,
                List.of(
                        BlockAssembler.prefixBytes(one, 4, true),
                        BlockAssembler.bytes(List.of(Bytes.utf8("@"))),
                        BlockAssembler.uints(List.of(1L)),
                        BlockAssembler.bits(List.of(true), true),
                        BlockAssembler.bytes(one),
                        BlockAssembler.bits(List.of(false), false),
                        BlockAssembler.bits(List.of(false), false)));
        assertCorrupt("suffix", () -> new ColumnarDataBlock().load(bytes, WHERE));
    }

    @Test
    void aBlockWithoutRowsIsRefused() {
        List<BlockAssembler.Column> columns = new ArrayList<>();
        for (int type : List.of(4, 3, 2, 1, 3, 1, 1)) {
            columns.add(BlockAssembler.raw(type, Bytes.EMPTY));
        }
        Bytes bytes = BlockAssembler.block(BlockAssembler.int32(0), 0, columns);
        assertCorrupt("no rows", () -> new ColumnarDataBlock().load(bytes, WHERE));
    }

    @Test
    void errorsSayWhere() {
        Bytes bytes = BlockAssembler.dataBlock(List.of(row("a")));
        byte[] damaged = bytes.toArray();
        damaged[4] = 2;
        assertThatThrownBy(() -> new ColumnarDataBlock().load(Bytes.wrap(damaged), WHERE))
                .hasMessage("test.sst: data block at 4096: expected version 1 of a columnar block, found 2");
    }

    @Test
    void damageIsRefusedOrHarmlessEverywhere(Dice dice) {
        List<Row> rows = Stream.of("aab", "aab", "aac", "aad", "abz", "b")
                .map(ColumnarDataBlockTest::row)
                .toList();
        byte[] sound = BlockAssembler.dataBlock(rows, 2, true).toArray();
        ColumnarDataBlock block = new ColumnarDataBlock();
        Stream.of(
                        Mutations.bitFlips(sound),
                        Mutations.truncations(sound),
                        Mutations.garblings(sound, Seeds.rounds(20_000), dice))
                .flatMap(mutations -> mutations)
                .forEach(mutation -> {
                    try {
                        block.load(Bytes.wrap(mutation.bytes()), WHERE);
                        exercise(block);
                    } catch (StorageException e) {
                        assertThat(e.kind()).as(mutation.toString()).isEqualTo(StorageException.Kind.CORRUPT);
                    } catch (RuntimeException e) {
                        throw new AssertionError(mutation.toString(), e);
                    }
                });
    }

    /** Calls everything once; fails only if something else than an error of ours comes out. */
    private static void exercise(ColumnarDataBlock block) {
        attempt(() -> block.compareFirst(Bytes.utf8("aac")));
        attempt(() -> block.compareLast(Bytes.utf8("aac")));
        for (String key : List.of("", "a", "aab", "aac0", "b", "c")) {
            attempt(() -> block.seekGe(Bytes.utf8(key)));
            attempt(() -> block.seekLt(Bytes.utf8(key)));
        }
        attempt(() -> {
            for (boolean valid = block.first(); valid; valid = block.next()) {
                look(block);
            }
        });
        attempt(() -> {
            for (boolean valid = block.last(); valid; valid = block.prev()) {
                look(block);
            }
        });
        attempt(() -> block.restrict(Bytes.utf8("aac"), Bytes.utf8("ab"), false));
        attempt(block::first);
    }

    private static void look(ColumnarDataBlock block) {
        assertThat(block.userKey().length()).isLessThanOrEqualTo(200);
        attempt(block::trailer);
        attempt(block::value);
        block.valueIsExternal();
    }

    private static void attempt(Runnable call) {
        try {
            call.run();
        } catch (StorageException e) {
            assertThat(e.kind()).isIn(StorageException.Kind.CORRUPT, StorageException.Kind.FAILED_PRECONDITION);
        }
    }

    private static Row row(String key) {
        return new Row(Bytes.utf8(key), Trailer.of(12, KeyKind.SET), Bytes.utf8("value of " + key), false);
    }

    private static List<Row> rows(Dice dice) {
        List<Row> rows = new ArrayList<>();
        int count = 1 + (int) dice.skewed(100);
        boolean oneTrailer = dice.oneIn(3);
        boolean anyExternal = dice.oneIn(2);
        for (int i = 0; i < count; i++) {
            Bytes key = Bytes.wrap(dice.key(3, 4)).plus(Bytes.ofHex("00"));
            KeyKind kind = dice.pick(List.of(
                    KeyKind.SET,
                    KeyKind.DELETE,
                    KeyKind.MERGE,
                    KeyKind.SINGLE_DELETE,
                    KeyKind.SET_WITH_DELETE,
                    KeyKind.DELETE_SIZED));
            long trailer =
                    oneTrailer ? Trailer.of(7, KeyKind.SET) : Trailer.of(dice.skewed(Trailer.MAX_SEQUENCE), kind);
            rows.add(
                    new Row(key, trailer, Bytes.wrap(dice.bytes((int) dice.skewed(20))), anyExternal && dice.oneIn(3)));
        }
        rows.sort(Comparator.comparing(Row::userKey)
                .thenComparing((a, b) -> Long.compareUnsigned(b.trailer(), a.trailer())));
        return rows;
    }

    /** A block beside the list that it was made from, moved together. */
    private static final class Walk {

        private final ColumnarDataBlock block;
        private final List<Row> rows;
        private int position = -1;

        Walk(
                ColumnarDataBlock block,
                List<Row> all,
                @Nullable Bytes smallest,
                @Nullable Bytes largest,
                boolean exclusive) {
            this.block = block;
            this.rows = all.stream()
                    .filter(row -> smallest == null || row.userKey().compareTo(smallest) >= 0)
                    .filter(row -> largest == null || row.userKey().compareTo(largest) < (exclusive ? 0 : 1))
                    .toList();
        }

        void move(Dice dice) {
            Bytes key = Bytes.wrap(dice.key(3, 5));
            boolean standing;
            String move;
            switch (dice.below(9)) {
                case 0 -> {
                    move = "first";
                    standing = block.first();
                    position = 0;
                }
                case 1 -> {
                    move = "last";
                    standing = block.last();
                    position = rows.size() - 1;
                }
                case 2 -> {
                    move = "seekGe " + key;
                    standing = block.seekGe(key);
                    position = below(key);
                }
                case 3 -> {
                    move = "seekLt " + key;
                    standing = block.seekLt(key);
                    position = below(key) - 1;
                }
                case 4, 5 -> {
                    move = "next from " + position;
                    standing = block.next();
                    position = position < 0 ? -1 : position + 1;
                }
                case 6 -> {
                    move = "nextKey from " + position;
                    standing = block.nextKey();
                    position = position < 0 ? -1 : notAbove(rows.get(position).userKey());
                }
                default -> {
                    move = "prev from " + position;
                    standing = block.prev();
                    position = position < 0 ? -1 : position - 1;
                }
            }
            if (position >= rows.size()) {
                position = -1;
            }
            assertThat(standing).as("%s in %s", move, rows).isEqualTo(position >= 0);
            assertThat(block.valid()).isEqualTo(standing);
            if (standing) {
                Row row = rows.get(position);
                assertThat(new Row(
                                block.userKey().copy(),
                                block.trailer(),
                                block.value().copy(),
                                block.valueIsExternal()))
                        .as("%s in %s", move, rows)
                        .isEqualTo(row);
            }
        }

        private int notAbove(Bytes key) {
            return (int) rows.stream()
                    .filter(row -> row.userKey().compareTo(key) <= 0)
                    .count();
        }

        private int below(Bytes key) {
            return (int) rows.stream()
                    .filter(row -> row.userKey().compareTo(key) < 0)
                    .count();
        }
    }

    @Test
    void keyLengthHeaderIsNotReliedOn() {
        ByteSink sink = new ByteSink().writeBytes(BlockAssembler.dataBlock(List.of(row("abc"))));
        sink.patchIntLe(0, -1);
        ColumnarDataBlock block = new ColumnarDataBlock();
        block.load(sink.toBytes(), WHERE);
        assertThat(block.first()).isTrue();
        assertThat(block.userKey().copy()).isEqualTo(Bytes.utf8("abc"));
    }
}
