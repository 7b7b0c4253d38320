package dev.grantlake.lsm.sstable.colblk;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;

import java.util.Arrays;

/**
 * A column of sorted byte strings, cut at what they share: one prefix for the block, one more for each bundle of rows,
 * the rest for each row. Format, for n ≥ 1 rows in bundles of b = 2^s rows:
 *
 * <pre>
 * size      field
 * 1         s
 * offsets   k = 1 + ⌈n/b⌉ + n integers as {@link UintColumn} has them, width 1, 2 or 4, no base
 * data      slice j is data[offset j-1, offset j), with offset -1 = 0
 *
 * slice 0             the block's prefix
 * slice 1 + g·(b+1)   the prefix of bundle g, without the block's
 * slice 2 + r + ⌊r/b⌋ row r, without both prefixes; empty and not the first of its bundle: the same key as row r-1
 * </pre>
 *
 * Example, b = 4, for {@code aab aab aac aad abz}: slices {@code a | a | b | (empty) | c | d | bz | (empty)}, offsets
 * {@code 1 2 3 3 4 5 7 7}, data {@code aabcdbz}.
 *
 * <p>Keys are compared piece by piece where they lie; {@link #key(int)} and its neighbours put one together in a buffer
 * that is used again and again, of which a step to the next row replaces only the row's own piece.
 */
final class PrefixBytesColumn {

    private static final int MAX_SHIFT = 30;
    private static final int NO_BUNDLE = -1;

    private final ColumnarBlock block;
    private final int column;
    private final UintColumn offsets;
    private byte[] array = new byte[0];
    private int dataStart;
    private int dataLength;
    private int rows;
    private int shift;
    private int bundleMask;
    private int blockPrefixLength;

    /** The key put together last: block prefix, bundle prefix, row. */
    private byte[] buffer = new byte[64];

    private int bundleOfKey = NO_BUNDLE;
    private int bundlePrefixEnd;
    private int bundleSliceEnd;
    private int keyLength;

    /** The bounds of the slice found last, as offsets into the data. */
    private int from;

    private int to;

    /** Column number {@code column} of whatever {@code block} holds. */
    PrefixBytesColumn(ColumnarBlock block, int column) {
        this.block = block;
        this.column = column;
        this.offsets = new UintColumn(block, column);
    }

    /** Takes up the column of {@code rows} ≥ 1 rows. */
    void load(int rows) {
        int position = block.pageStart(column);
        int end = block.pageEnd(column);
        if (position >= end) {
            throw block.corrupt(column, "a bundle size at " + position, "the end of the column");
        }
        this.rows = rows;
        array = block.array();
        shift = array[block.index(position)] & 0xff;
        if (shift > MAX_SHIFT) {
            throw block.corrupt(column, "a bundle size of at most 2^" + MAX_SHIFT, "2^" + shift);
        }
        bundleMask = (1 << shift) - 1;
        int bundles = ((rows - 1) >>> shift) + 1;
        long slices = 1L + bundles + rows;
        if (slices > end - position) {
            throw block.corrupt(column, "room for " + slices + " offsets", (end - position) + " bytes");
        }
        int dataPosition = offsets.loadOffsets(position + 1, (int) slices);
        if (offsets.width() == 0) {
            throw block.corrupt(column, "keys", "none but empty ones");
        }
        dataStart = block.index(dataPosition);
        dataLength = end - dataPosition;
        int last = offsets.offset((int) slices - 1);
        blockPrefixLength = offsets.offset(0);
        if (last != dataLength || blockPrefixLength < 0 || blockPrefixLength > dataLength) {
            throw block.corrupt(
                    column,
                    "offsets up to " + dataLength,
                    Integer.toUnsignedString(blockPrefixLength) + " to " + Integer.toUnsignedString(last));
        }
        ensureCapacity(blockPrefixLength);
        System.arraycopy(array, dataStart, buffer, 0, blockPrefixLength);
        bundleOfKey = NO_BUNDLE;
    }

    /** The first row whose key is at least {@code key}, or the number of rows if there is none. */
    int seekGe(Bytes key) {
        int order = compareBlockPrefix(key);
        if (order != 0) {
            return order > 0 ? 0 : rows;
        }
        byte[] target = key.array();
        int targetStart = key.offset() + blockPrefixLength;
        int targetEnd = key.offset() + key.length();

        // The first bundle whose first key is at least the target; the row lies there or in the bundle before it.
        int low = 0;
        int high = ((rows - 1) >>> shift) + 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (compareFirstOfBundle(middle, target, targetStart, targetEnd) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == 0 ? 0 : seekGeInBundle(low - 1, target, targetStart, targetEnd);
    }

    /** Compares the key of a row with {@code key}, in unsigned byte order. */
    int compare(int row, Bytes key) {
        int order = compareBlockPrefix(key);
        if (order != 0) {
            return order;
        }
        return compareRow(row, key.array(), key.offset() + blockPrefixLength, key.offset() + key.length());
    }

    /** Puts the key of {@code row} together; it lies in {@link #keyBuffer()} until the next call of a key method. */
    void key(int row) {
        int bundle = row >>> shift;
        if (bundle != bundleOfKey) {
            findBundlePrefix(bundle);
            ensureCapacity(blockPrefixLength + to - from);
            System.arraycopy(array, dataStart + from, buffer, blockPrefixLength, to - from);
            bundlePrefixEnd = blockPrefixLength + to - from;
            bundleSliceEnd = to;
            bundleOfKey = bundle;
        }
        findRowOrTwin(row);
        takeRow();
    }

    /**
     * As {@link #key}, where the buffer holds the key of {@code row - 1}.
     *
     * @return whether this is another key; looked up in the bytes, not in what the writer said of them
     */
    boolean keyAfter(int row) {
        if ((row & bundleMask) == 0) {
            boolean same = compareRow(row, buffer, blockPrefixLength, keyLength) == 0;
            key(row);
            return !same;
        }
        findRow(row);
        if (from == to) {
            return false;
        }
        boolean same = endsBuffer();
        takeRow();
        return !same;
    }

    /** As {@link #key}, where the buffer holds the key of {@code row + 1}. */
    void keyBefore(int row) {
        int next = row + 1;
        if ((next & bundleMask) != 0) {
            findRow(next);
            if (from == to) {
                return;
            }
        }
        key(row);
    }

    /** The array in which the key lies, from its start on; the next key method may replace it. */
    byte[] keyBuffer() {
        return buffer;
    }

    int keyLength() {
        return keyLength;
    }

    /**
     * Whether the slice is what follows the bundle's prefix in the buffer; neighbours mostly differ in the last byte.
     */
    private boolean endsBuffer() {
        return to - from == keyLength - bundlePrefixEnd
                && array[dataStart + to - 1] == buffer[keyLength - 1]
                && Arrays.equals(array, dataStart + from, dataStart + to, buffer, bundlePrefixEnd, keyLength);
    }

    private void takeRow() {
        if (from < bundleSliceEnd) {
            // Pieces that overlap could add up to a key longer than the block.
            throw block.corrupt(column, "a row behind its bundle's prefix at " + bundleSliceEnd, "one at " + from);
        }
        int length = to - from;
        keyLength = bundlePrefixEnd + length;
        ensureCapacity(keyLength);
        System.arraycopy(array, dataStart + from, buffer, bundlePrefixEnd, length);
    }

    private int seekGeInBundle(int bundle, byte[] target, int targetStart, int targetEnd) {
        int firstRow = bundle << shift;
        // In long, since a bundle may be larger than what is left of an int.
        int behind = (int) Math.min(rows, ((long) bundle + 1) << shift);
        findBundlePrefix(bundle);
        int prefixLength = to - from;
        if (targetEnd - targetStart < prefixLength
                || Arrays.mismatch(
                                array,
                                dataStart + from,
                                dataStart + to,
                                target,
                                targetStart,
                                targetStart + prefixLength)
                        >= 0) {
            // The bundle's first key is less than the target, which leaves its prefix: so are all its keys.
            return behind;
        }
        int restStart = targetStart + prefixLength;
        int low = firstRow + 1;
        int high = behind;
        while (low < high) {
            int middle = (low + high) >>> 1;
            findRowOrTwin(middle);
            if (compareSlice(target, restStart, targetEnd) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private int compareBlockPrefix(Bytes key) {
        return Arrays.compareUnsigned(
                array,
                dataStart,
                dataStart + blockPrefixLength,
                key.array(),
                key.offset(),
                key.offset() + Math.min(blockPrefixLength, key.length()));
    }

    /** Compares a row without the block's prefix. */
    private int compareRow(int row, byte[] target, int targetStart, int targetEnd) {
        findBundlePrefix(row >>> shift);
        int prefixLength = to - from;
        int order = Arrays.compareUnsigned(
                array,
                dataStart + from,
                dataStart + to,
                target,
                targetStart,
                Math.min(targetEnd, targetStart + prefixLength));
        if (order != 0) {
            return order;
        }
        findRowOrTwin(row);
        return compareSlice(target, targetStart + prefixLength, targetEnd);
    }

    private int compareFirstOfBundle(int bundle, byte[] target, int targetStart, int targetEnd) {
        return compareRow(bundle << shift, target, targetStart, targetEnd);
    }

    private int compareSlice(byte[] target, int targetStart, int targetEnd) {
        return Arrays.compareUnsigned(array, dataStart + from, dataStart + to, target, targetStart, targetEnd);
    }

    private void findBundlePrefix(int bundle) {
        find(1 + bundle + (bundle << shift));
    }

    private void findRow(int row) {
        find(2 + row + (row >>> shift));
    }

    /** Finds the slice of a row, or of the row that it repeats. */
    private void findRowOrTwin(int row) {
        findRow(row);
        while (from == to && (row & bundleMask) != 0) {
            row--;
            findRow(row);
        }
    }

    /** Finds slice {@code slice} ≥ 1 and proves that it lies behind the block's prefix and within the data. */
    private void find(int slice) {
        from = offsets.offset(slice - 1);
        to = offsets.offset(slice);
        if (from < blockPrefixLength || to < from || to > dataLength) {
            throw disorder(slice);
        }
    }

    private StorageException disorder(int slice) {
        return block.corrupt(
                column,
                "slice " + slice + " to lie in order within [" + blockPrefixLength + ", " + dataLength + ")",
                "[" + Integer.toUnsignedString(from) + ", " + Integer.toUnsignedString(to) + ")");
    }

    private void ensureCapacity(int length) {
        if (length > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(length, 2 * buffer.length));
        }
    }
}
