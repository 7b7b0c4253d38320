package dev.grantlake.lsm.memtable;

import dev.grantlake.base.StorageException;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/**
 * Memory that is handed out piece by piece and given back all at once, by the collector. Counted in units of
 * {@value #UNIT_BYTES} bytes. An address is a chunk in its high half and a unit of it in the low half; no piece has
 * address 0. Thread-safe.
 *
 * <p>Implementation note. Chunks double up to 256 KiB, which is less than half a region of the collector on any heap;
 * so a small arena is small, and a large one not made of humongous arrays. A piece above an eighth of that gets a chunk
 * of its own, so that no more than an eighth is lost at the end of one. Who has an address sees its chunk: the table of
 * chunks is replaced before an address in a new one is handed out.
 *
 * @param <A> what a chunk is: an array of primitives
 */
final class Arena<A> {

    static final int UNIT_BYTES = 4;

    private static final int UNIT_BITS = 16;
    private static final int FIRST_CHUNK_UNITS = 256;
    private static final int CHUNK_UNITS = 1 << UNIT_BITS;
    private static final int LARGE_UNITS = CHUNK_UNITS / 8;
    private static final int MAX_CHUNKS = 1 << (Integer.SIZE - UNIT_BITS);

    private final IntFunction<A> newChunk;
    /** Longer than the number of chunks; replaced when it is full. */
    private volatile A[] chunks;

    private volatile OpenChunk open;
    private volatile long units;
    private int count;

    /**
     * An arena with one small chunk.
     *
     * @param table a short table of chunks, which now belongs to the arena
     * @param newChunk makes a chunk of so many units, all zero
     */
    Arena(A[] table, IntFunction<A> newChunk) {
        this.chunks = table;
        this.newChunk = newChunk;
        this.open = new OpenChunk(add(FIRST_CHUNK_UNITS), FIRST_CHUNK_UNITS);
        allocate(1);
    }

    /** The unit within its chunk at which the piece at {@code address} begins. */
    static int unit(int address) {
        return address & (CHUNK_UNITS - 1);
    }

    /** The chunk that the piece at {@code address} lies in. */
    A chunk(int address) {
        return chunks[address >>> UNIT_BITS];
    }

    /**
     * Hands out a piece.
     *
     * @throws StorageException of kind {@code LIMIT_EXCEEDED} if there are too many chunks; that is never before 2 GiB
     */
    int allocate(int wanted) {
        if (wanted > LARGE_UNITS) {
            return add(wanted) << UNIT_BITS;
        }
        while (true) {
            OpenChunk current = open;
            int unit = current.take(wanted);
            if (unit >= 0) {
                return current.index << UNIT_BITS | unit;
            }
            replace(current, wanted);
        }
    }

    /** Memory of all chunks, handed out or not. */
    long bytes() {
        return units * UNIT_BYTES;
    }

    private synchronized void replace(OpenChunk full, int wanted) {
        if (open == full) {
            int length = Math.max(wanted, Math.min(CHUNK_UNITS, 2 * full.units));
            open = new OpenChunk(add(length), length);
        }
    }

    private synchronized int add(int length) {
        if (count == MAX_CHUNKS) {
            throw new StorageException(
                    StorageException.Kind.LIMIT_EXCEEDED, "a memtable of more than " + bytes() + " bytes");
        }
        A chunk = newChunk.apply(length);
        A[] table = count < chunks.length ? chunks : Arrays.copyOf(chunks, 2 * count);
        table[count] = chunk;
        chunks = table;
        units += length;
        return count++;
    }

    /** The chunk that pieces are taken from. */
    private static final class OpenChunk {

        private final int index;
        private final int units;
        private final AtomicInteger taken = new AtomicInteger();

        OpenChunk(int index, int units) {
            this.index = index;
            this.units = units;
        }

        /** The first of {@code wanted} units, or -1 if there are no more so many. */
        int take(int wanted) {
            int first = taken.get();
            while (wanted <= units - first) {
                if (taken.compareAndSet(first, first + wanted)) {
                    return first;
                }
                first = taken.get();
            }
            return -1;
        }
    }
}
