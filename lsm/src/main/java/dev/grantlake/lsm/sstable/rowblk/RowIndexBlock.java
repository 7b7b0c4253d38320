package dev.grantlake.lsm.sstable.rowblk;

import dev.grantlake.base.ByteReader;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.sstable.block.IndexBlock;

import java.util.Arrays;

/**
 * A row index block, of either level. Format: {@code docs/formats/sstable.md}, "Row blocks". The keys are internal
 * keys, of which only the user key counts: the separator. A value is the handle of the block below and then block
 * properties, which reads do not go by.
 *
 * <p>Implementation note. The interface asks for entries by number, which a row block does not offer, so one pass notes
 * where they lie. Writers share nothing in index blocks, and then the separators stay in the block; where one does
 * share, they are put together in an array of their own.
 */
public final class RowIndexBlock implements IndexBlock {

    /** The most entries, since each takes memory beside the block. */
    public static final int MAX_ENTRIES = 1 << 20;

    /** The most bytes of all separators together, since sharing lets a short block repeat a long one. */
    public static final int MAX_SEPARATOR_BYTES = 1 << 24;

    private final RowBlock block = new RowBlock();
    private final int size;

    /** The array that holds the separators; where each begins and how long it is. */
    private final byte[] separators;

    private final int[] starts;
    private final int[] lengths;
    private final int[] values;
    private final int[] valueLengths;

    /**
     * Proves and takes up a block.
     *
     * @param bytes the decoded block, kept as long as this object lives
     * @param where the block's place in its table
     * @throws StorageException of kind {@code LIMIT_EXCEEDED} if there are more than {@link #MAX_ENTRIES}, or
     *     separators that share bytes are longer than {@link #MAX_SEPARATOR_BYTES} together
     */
    public RowIndexBlock(Bytes bytes, Location where) {
        block.load(bytes, where);
        RowWalk walk = new RowWalk(block);
        int count = 0;
        long keyBytes = 0;
        boolean sharing = false;
        walk.start(0);
        while (walk.next()) {
            count++;
            keyBytes += walk.userKeyLength();
            sharing |= walk.entry().shared() > 0;
        }
        if (count > MAX_ENTRIES || (sharing && keyBytes > MAX_SEPARATOR_BYTES)) {
            throw block.limit("more than " + MAX_ENTRIES + " entries or " + MAX_SEPARATOR_BYTES
                    + " bytes of separators: " + count + " and " + keyBytes);
        }
        size = count;
        separators = sharing ? new byte[(int) keyBytes] : block.array();
        starts = new int[count];
        lengths = new int[count];
        values = new int[count];
        valueLengths = new int[count];
        walk.start(0);
        int end = 0;
        for (int i = 0; walk.next(); i++) {
            RowEntry entry = walk.entry();
            starts[i] = sharing ? end : block.index(entry.keyAt());
            lengths[i] = walk.userKeyLength();
            if (sharing) {
                System.arraycopy(walk.keyBuffer(), 0, separators, end, lengths[i]);
                end += lengths[i];
            }
            values[i] = entry.valueAt();
            valueLengths[i] = entry.valueLength();
        }
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public int seekGe(Bytes userKey) {
        byte[] target = userKey.array();
        int targetStart = userKey.offset();
        int targetEnd = targetStart + userKey.length();
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            int start = starts[middle];
            if (Arrays.compareUnsigned(separators, start, start + lengths[middle], target, targetStart, targetEnd)
                    < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    @Override
    public Bytes separator(int entry) {
        return Bytes.wrap(separators, starts[entry], lengths[entry]);
    }

    @Override
    public long offset(int entry) {
        return handle(entry).readVarint64();
    }

    @Override
    public long length(int entry) {
        ByteReader handle = handle(entry);
        handle.readVarint64();
        return handle.readVarint64();
    }

    @Override
    public Bytes properties(int entry) {
        ByteReader handle = handle(entry);
        handle.readVarint64();
        handle.readVarint64();
        return handle.readBytes(handle.remaining(), "block properties");
    }

    private ByteReader handle(int entry) {
        return new ByteReader(
                Bytes.wrap(block.array(), block.index(values[entry]), valueLengths[entry]), block.at(values[entry]));
    }
}
