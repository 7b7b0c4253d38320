package dev.grantlake.lake.memtable;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;

import java.util.Arrays;

/**
 * A column of byte strings: they are put one behind the other, and never changed or moved. One thread puts them in;
 * whoever has an address from it may read.
 *
 * <p>Implementation note. An address is a chunk in its high half and an offset in the low half. Chunks double up to 256
 * KiB, which is less than half a region of the collector on any heap. A string above an eighth of that stays in the
 * array it came in, so that no more than an eighth is lost at the end of a chunk.
 */
final class ByteArena {

    private static final int FIRST_CHUNK_BYTES = 1 << 10;
    private static final int CHUNK_BYTES = 1 << 18;
    private static final int LARGE_BYTES = CHUNK_BYTES / 8;

    /** Longer than the number of chunks; who has an address in one sees it here. */
    private volatile byte[][] chunks = new byte[4][];

    private int count;
    /** The chunk that is filled, and up to where. */
    private byte[] open = new byte[FIRST_CHUNK_BYTES];

    private int openIndex;
    private int used;

    ByteArena() {
        openIndex = add(open);
    }

    /** Puts a string in, and says where; a large one is kept as it is. */
    long put(Bytes bytes) {
        int length = bytes.length();
        if (length > LARGE_BYTES) {
            return address(add(bytes.array()), bytes.offset());
        }
        if (length > open.length - used) {
            open = new byte[Math.max(Math.min(CHUNK_BYTES, 2 * open.length), length)];
            openIndex = add(open);
            used = 0;
        }
        System.arraycopy(bytes.array(), bytes.offset(), open, used, length);
        long address = address(openIndex, used);
        used += length;
        return address;
    }

    private int add(byte[] chunk) {
        byte[][] table = count < chunks.length ? chunks : Arrays.copyOf(chunks, 2 * count);
        table[count] = chunk;
        chunks = table;
        return count++;
    }

    private static long address(int chunk, int offset) {
        return (long) chunk << Integer.SIZE | offset;
    }

    /** The array that the string at {@code address} lies in, from {@link #offset} on. */
    byte[] array(long address) {
        return chunks[(int) (address >>> Integer.SIZE)];
    }

    static int offset(long address) {
        return (int) address;
    }

    /** Lets {@code view} show a string, for as long as anybody likes. */
    void show(long address, int length, ByteView view) {
        view.showStable(array(address), offset(address), length);
    }

    /** A string that holds no other in memory. */
    Bytes detached(long address, int length) {
        return length > LARGE_BYTES
                ? Bytes.wrap(array(address), offset(address), length)
                : Bytes.copyOf(array(address), offset(address), length);
    }
}
