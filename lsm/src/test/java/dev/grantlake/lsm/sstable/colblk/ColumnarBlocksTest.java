package dev.grantlake.lsm.sstable.colblk;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.sstable.block.Span;
import dev.grantlake.lsm.sstable.colblk.BlockAssembler.IndexEntry;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Mutations;
import dev.grantlake.testbase.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static dev.grantlake.lsm.sstable.Corruption.assertCorrupt;
import static dev.grantlake.lsm.sstable.Corruption.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

/** Index, keyspan and name/value blocks. */
@ExtendWith(Seeds.class)
class ColumnarBlocksTest {

    private static final Location WHERE = new Location("test.sst", 0, "block");

    private static final Bytes A = Bytes.utf8("a");
    private static final Bytes C = Bytes.utf8("c");
    private static final Bytes F = Bytes.utf8("f");
    private static final Bytes M = Bytes.utf8("m");
    private static final Bytes Z = Bytes.utf8("z");

    @Test
    void anIndexFindsTheFirstSeparatorThatIsNotLess() {
        ColumnarIndexBlock index = new ColumnarIndexBlock(
                BlockAssembler.indexBlock(List.of(
                        new IndexEntry(C, 0, 100), new IndexEntry(F, 105, 200), new IndexEntry(F, 1L << 40, 300))),
                WHERE);
        assertThat(index.size()).isEqualTo(3);
        assertThat(index.separator(1)).isEqualTo(F);
        assertThat(index.offset(1)).isEqualTo(105);
        assertThat(index.length(1)).isEqualTo(200);
        assertThat(index.offset(2)).isEqualTo(1L << 40);
        assertThat(index.seekGe(A)).isZero();
        assertThat(index.seekGe(C)).isZero();
        assertThat(index.seekGe(Bytes.utf8("ca"))).isEqualTo(1);
        assertThat(index.seekGe(F)).isEqualTo(1);
        assertThat(index.seekGe(M)).isEqualTo(3);
    }

    @Test
    void anIndexMayBeEmpty() {
        ColumnarIndexBlock index = new ColumnarIndexBlock(BlockAssembler.indexBlock(List.of()), WHERE);
        assertThat(index.size()).isZero();
        assertThat(index.seekGe(A)).isZero();
    }

    @Test
    void spansShareBoundariesAndLeaveGaps() {
        Bytes block = BlockAssembler.keyspanBlock(
                List.of(A, C, F, M, Z),
                List.of(0L, 2L, 3L, 3L, 4L),
                List.of(30L << 8 | 15, 20L << 8 | 15, 40L << 8, 5L));
        assertThat(ColumnarKeyspanBlock.decode(block, WHERE))
                .containsExactly(
                        span(A, C, 30L << 8 | 15), span(A, C, 20L << 8 | 15), span(C, F, 40L << 8), span(M, Z, 5));
    }

    @Test
    void spansMayBeNone() {
        assertThat(ColumnarKeyspanBlock.decode(BlockAssembler.keyspanBlock(List.of(), List.of(), List.of()), WHERE))
                .isEmpty();
    }

    @Test
    void spansThatContradictThemselvesAreRefused() {
        record Bad(String name, List<Bytes> boundaries, List<Long> firstKeys, List<Long> trailers) {}
        for (Bad bad : List.of(
                new Bad("boundaries that descend", List.of(C, A), List.of(0L, 1L), List.of(9L)),
                new Bad("equal boundaries", List.of(A, A), List.of(0L, 1L), List.of(9L)),
                new Bad("keys before the first boundary", List.of(A, C), List.of(1L, 1L), List.of(9L)),
                new Bad("keys behind the last boundary", List.of(A, C), List.of(0L, 1L), List.of(9L, 8L)),
                new Bad("indexes that descend", List.of(A, C, F), List.of(0L, 2L, 1L), List.of(9L, 8L)),
                new Bad("an index beyond the keys", List.of(A, C), List.of(0L, 3L), List.of(9L)),
                new Bad("a huge index", List.of(A, C), List.of(0L, -1L), List.of(9L)),
                new Bad("one boundary for a key", List.of(A), List.of(0L), List.of(9L)),
                new Bad("no boundary for a key", List.of(), List.of(), List.of(9L)),
                new Bad("an older key before a newer", List.of(A, C), List.of(0L, 2L), List.of(8L, 9L)))) {
            Bytes block = BlockAssembler.keyspanBlock(bad.boundaries, bad.firstKeys, bad.trailers);
            assertCorrupt(bad.name, () -> ColumnarKeyspanBlock.decode(block, WHERE));
        }
        byte[] manyBoundaries = BlockAssembler.keyspanBlock(List.of(A, C), List.of(0L, 1L), List.of(9L))
                .toArray();
        manyBoundaries[3] = 0x7f;
        assertCorrupt("boundaries", () -> ColumnarKeyspanBlock.decode(Bytes.wrap(manyBoundaries), WHERE));
    }

    @Test
    void moreSpansThanTheLimitAreRefused() {
        int count = ColumnarKeyspanBlock.MAX_KEYS + 1;
        Bytes block = BlockAssembler.block(
                BlockAssembler.int32(2),
                count,
                List.of(
                        BlockAssembler.bytes(List.of(A, C)),
                        BlockAssembler.uints(List.of(0L, (long) count)),
                        BlockAssembler.uints(Collections.nCopies(count, 5L), 1, 0, false),
                        BlockAssembler.raw(3, Bytes.ofHex("00")),
                        BlockAssembler.raw(3, Bytes.ofHex("00"))));
        assertRefused("limit", StorageException.Kind.LIMIT_EXCEEDED, () -> ColumnarKeyspanBlock.decode(block, WHERE));
    }

    @Test
    void namesAndValues() {
        Bytes block = BlockAssembler.keyValueBlock(List.of(A, C), List.of(F, Bytes.EMPTY));
        assertThat(ColumnarKeyValueBlock.decode(block, WHERE))
                .containsExactly(Map.entry("a", F), Map.entry("c", Bytes.EMPTY));
        assertCorrupt(
                "descending",
                () -> ColumnarKeyValueBlock.decode(BlockAssembler.keyValueBlock(List.of(C, A), List.of(A, A)), WHERE));
        assertCorrupt(
                "twice",
                () -> ColumnarKeyValueBlock.decode(BlockAssembler.keyValueBlock(List.of(C, C), List.of(A, A)), WHERE));
        List<Bytes> many = IntStream.rangeClosed(0, ColumnarKeyValueBlock.MAX_ROWS)
                .mapToObj(i -> Bytes.utf8(String.format("%06d", i)))
                .toList();
        assertRefused(
                "limit",
                StorageException.Kind.LIMIT_EXCEEDED,
                () -> ColumnarKeyValueBlock.decode(BlockAssembler.keyValueBlock(many, many), WHERE));
    }

    @Test
    void damageIsRefusedOrHarmless(Dice dice) {
        exercise(
                BlockAssembler.indexBlock(List.of(new IndexEntry(C, 0, 100), new IndexEntry(F, 105, 200))),
                dice,
                block -> {
                    ColumnarIndexBlock index = new ColumnarIndexBlock(block, WHERE);
                    index.seekGe(C);
                    for (int i = 0; i < index.size(); i++) {
                        index.offset(i);
                        index.length(i);
                        index.separator(i);
                    }
                });
        exercise(
                BlockAssembler.keyspanBlock(
                        List.of(A, C, F, M, Z), List.of(0L, 2L, 3L, 3L, 4L), List.of(9L, 8L, 7L, 6L)),
                dice,
                block -> ColumnarKeyspanBlock.decode(block, WHERE));
        exercise(
                BlockAssembler.keyValueBlock(List.of(A, C, M), List.of(F, Bytes.EMPTY, M)),
                dice,
                block -> ColumnarKeyValueBlock.decode(block, WHERE));
    }

    private static void exercise(Bytes sound, Dice dice, Consumer<Bytes> read) {
        Stream.of(
                        Mutations.bitFlips(sound.toArray()),
                        Mutations.truncations(sound.toArray()),
                        Mutations.garblings(sound.toArray(), Seeds.rounds(5000), dice))
                .flatMap(mutations -> mutations)
                .forEach(mutation -> {
                    try {
                        read.accept(Bytes.wrap(mutation.bytes()));
                    } catch (StorageException e) {
                        assertThat(e.kind()).as(mutation.toString()).isEqualTo(StorageException.Kind.CORRUPT);
                    } catch (RuntimeException e) {
                        throw new AssertionError(mutation.toString(), e);
                    }
                });
    }

    private static Span span(Bytes start, Bytes end, long trailer) {
        return new Span(start, end, trailer, Bytes.EMPTY, Bytes.EMPTY);
    }
}
