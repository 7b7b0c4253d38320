package dev.grantlake.lake.memtable;

import dev.grantlake.base.StorageException;

import java.util.Arrays;

/**
 * Ints that are handed out piece by piece, all zero. One thread takes them; whoever has an address from it may read.
 *
 * <p>Implementation note. An address is a chunk in its high half and an int of it in the low half; no piece has address
 * 0. Chunks double up to 256 KiB, so that a small arena is small.
 */
final class NodeArena {

    private static final int INDEX_BITS = 16;
    private static final int CHUNK_INTS = 1 << INDEX_BITS;
    private static final int MAX_CHUNKS = 1 << (Integer.SIZE - INDEX_BITS);
    private static final int FIRST_CHUNK_INTS = 256;

    /** Longer than the number of chunks; who has an address in one sees it here. */
    private volatile int[][] chunks = new int[4][];

    private int count;
    /** The chunk that pieces are taken from, and up to where. */
    private int[] open = new int[FIRST_CHUNK_INTS];

    private int used = 1;

    NodeArena() {
        add(open);
    }

    /**
     * Hands out a piece.
     *
     * @param length far less than a chunk
     * @throws StorageException of kind {@code LIMIT_EXCEEDED} beyond 16 GiB
     */
    int allocate(int length) {
        if (length > open.length - used) {
            open = new int[Math.min(CHUNK_INTS, 2 * open.length)];
            add(open);
            used = 0;
        }
        int address = (count - 1) << INDEX_BITS | used;
        used += length;
        return address;
    }

    private void add(int[] chunk) {
        if (count == MAX_CHUNKS) {
            throw new StorageException(StorageException.Kind.LIMIT_EXCEEDED, "too many keys for one memtable");
        }
        int[][] table = count < chunks.length ? chunks : Arrays.copyOf(chunks, 2 * count);
        table[count] = chunk;
        chunks = table;
        count++;
    }

    /** The chunk that the piece at {@code address} lies in, at {@link #index}. */
    int[] chunk(int address) {
        return chunks[address >>> INDEX_BITS];
    }

    static int index(int address) {
        return address & (CHUNK_INTS - 1);
    }
}
