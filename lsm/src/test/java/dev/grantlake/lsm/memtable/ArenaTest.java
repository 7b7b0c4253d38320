package dev.grantlake.lsm.memtable;

import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(Seeds.class)
class ArenaTest {

    private static final int THREADS = 4;

    private record Piece(int address, int units) {}

    private final Arena<int[]> arena = new Arena<>(new int[1][], int[]::new);

    /** Each thread writes its mark on all that it got; nobody else's mark may be there in the end. */
    @Test
    void handsOutEachUnitOnce(Dice dice) throws Exception {
        List<Callable<List<Piece>>> tasks = new ArrayList<>();
        for (int thread = 1; thread <= THREADS; thread++) {
            int mark = thread;
            int[] sizes = sizes(dice);
            tasks.add(() -> {
                List<Piece> pieces = new ArrayList<>(sizes.length);
                for (int units : sizes) {
                    pieces.add(new Piece(arena.allocate(units), units));
                }
                for (Piece piece : pieces) {
                    mark(piece, mark);
                }
                return pieces;
            });
        }
        int mark = 1;
        long units = 0;
        for (List<Piece> pieces : Together.run(tasks)) {
            for (Piece piece : pieces) {
                assertThat(piece.address()).isNotZero();
                assertThat(marks(piece)).containsOnly(mark);
                units += piece.units();
            }
            mark++;
        }
        assertThat(arena.bytes()).isGreaterThan(units * Arena.UNIT_BYTES);
    }

    private static int[] sizes(Dice dice) {
        int[] sizes = new int[20_000];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = dice.oneIn(1000) ? dice.between(1, 40_000) : dice.between(1, 20);
        }
        return sizes;
    }

    @Test
    void growsByDoubledChunksUpToAMost() {
        assertThat(arena.bytes()).isEqualTo(1 << 10);
        List<Long> sizes = new ArrayList<>();
        for (int i = 0; i < 400_000; i++) {
            long before = arena.bytes();
            arena.allocate(1);
            if (arena.bytes() > before) {
                sizes.add((arena.bytes() - before) >> 10);
            }
        }
        assertThat(sizes).startsWith(2L, 4L, 8L, 16L, 32L, 64L, 128L, 256L, 256L);
        assertThat(sizes.get(sizes.size() - 1)).isEqualTo(256);
    }

    @Test
    void givesLargePiecesTheirOwnChunk() {
        long before = arena.bytes();
        Piece large = new Piece(arena.allocate(1 << 20), 1 << 20);
        assertThat(arena.bytes() - before).isEqualTo(4L << 20);
        assertThat(Arena.unit(large.address())).isZero();
        assertThat(marks(large)).hasSize(1 << 20);
        Piece small = new Piece(arena.allocate(3), 3);
        assertThat(arena.bytes() - before).isEqualTo(4L << 20);
        assertThat(marks(small)).hasSize(3);
    }

    private void mark(Piece piece, int mark) {
        int at = Arena.unit(piece.address());
        Arrays.fill(arena.chunk(piece.address()), at, at + piece.units(), mark);
    }

    private int[] marks(Piece piece) {
        int at = Arena.unit(piece.address());
        return Arrays.copyOfRange(arena.chunk(piece.address()), at, at + piece.units());
    }
}
