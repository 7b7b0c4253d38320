package dev.grantlake.lsm.sstable.colblk;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.LittleEndian;

import java.util.Arrays;

/**
 * Builds a {@link PrefixBytesColumn}: keys in order, in bundles of sixteen, without what a bundle's keys have in common
 * and without what all keys have in common.
 *
 * <p>Implementation note. Keys are kept whole, since a prefix can only shrink while keys come. What they take encoded
 * is known at any time from five numbers, of which the state before the last key is kept, too.
 */
final class PrefixBytesBuilder implements ColumnBuilder {

    private static final int BUNDLE_LOG = 4;
    private static final int BUNDLE = 1 << BUNDLE_LOG;

    /** Longer prefixes are not shared. */
    private static final int MAX_PREFIX = 0xffff;

    /** Memory beyond this is given back with the block: keys that share much are much longer here than there. */
    private static final int MAX_KEPT_BYTES = 1 << 19;

    private ByteSink data = new ByteSink();
    private int[] starts = new int[64];
    private int[] ends = new int[64];
    private int[] bundlePrefixes = new int[8];
    private int count;
    private int finishedBytes;
    private Extent all = new Extent();
    private Extent allButLast = new Extent();

    /** What the first rows take. */
    private static final class Extent {
        int blockPrefix;
        int bundlePrefix;
        int bundleBytes;
        int bundleKeys;
        int bytes;
    }

    @Override
    public ColumnType type() {
        return ColumnType.PREFIX_BYTES;
    }

    /**
     * Appends a row.
     *
     * @param shared how many bytes the key has in common with the row before, not looked at in the first row
     * @param same whether it equals the row before
     */
    void add(byte[] key, int offset, int length, int shared, boolean same) {
        Extent before = all;
        Extent now = allButLast;
        boolean first = (count & (BUNDLE - 1)) == 0;
        if (first) {
            if (count > 0) {
                finishBundle(before);
            }
            now.blockPrefix = count == 0 ? Math.min(length, MAX_PREFIX) : Math.min(before.blockPrefix, shared);
            now.bundlePrefix = Math.min(length, MAX_PREFIX);
            now.bundleBytes = length;
            now.bundleKeys = 1;
        } else {
            now.blockPrefix = Math.min(before.blockPrefix, shared);
            now.bundlePrefix = Math.min(before.bundlePrefix, shared);
            now.bundleBytes = before.bundleBytes + (same ? 0 : length);
            now.bundleKeys = before.bundleKeys + (same ? 0 : 1);
        }
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, 2 * count);
            ends = Arrays.copyOf(ends, 2 * count);
        }
        boolean repeated = same && !first;
        starts[count] = repeated ? starts[count - 1] : data.size();
        if (!repeated) {
            data.writeBytes(key, offset, length);
        }
        ends[count] = data.size();
        count++;
        now.bytes = finishedBytes
                + now.bundleBytes
                - (now.bundleKeys - 1) * now.bundlePrefix
                - (bundles(count) - 1) * now.blockPrefix;
        all = now;
        allButLast = before;
    }

    @Override
    public int end(int rows, int offset) {
        if (rows == 0) {
            return offset;
        }
        int bytes = extent(rows).bytes;
        return UintColumnBuilder.end(slices(rows), offset + 1, UintColumnBuilder.width(bytes)) + bytes;
    }

    @Override
    public int write(int rows, int offset, byte[] target) {
        if (rows == 0) {
            return offset;
        }
        Extent extent = extent(rows);
        int width = UintColumnBuilder.width(extent.bytes);
        int text = UintColumnBuilder.end(slices(rows), offset + 1, width);
        target[offset] = BUNDLE_LOG;
        target[offset + 1] = (byte) width;
        int slice = text - slices(rows) * width;
        byte[] keys = data.array();
        if (rows == 1) {
            // The only key is the prefix of the block and of its bundle, however long it is.
            System.arraycopy(keys, 0, target, text, extent.bytes);
            for (int i = 0; i < slices(1); i++) {
                putOffset(target, slice + i * width, width, extent.bytes);
            }
            return text + extent.bytes;
        }
        System.arraycopy(keys, 0, target, text, extent.blockPrefix);
        int at = extent.blockPrefix;
        putOffset(target, slice, width, at);
        slice += width;
        for (int from = 0; from < rows; from += BUNDLE) {
            int to = Math.min(rows, from + BUNDLE);
            int prefix = to == rows ? extent.bundlePrefix : bundlePrefixes[from >>> BUNDLE_LOG];
            int own = prefix - extent.blockPrefix;
            System.arraycopy(keys, starts[from] + extent.blockPrefix, target, text + at, own);
            at += own;
            putOffset(target, slice, width, at);
            slice += width;
            for (int row = from; row < to; row++) {
                if (row == from || starts[row] != starts[row - 1]) {
                    int rest = ends[row] - starts[row] - prefix;
                    System.arraycopy(keys, starts[row] + prefix, target, text + at, rest);
                    at += rest;
                }
                putOffset(target, slice, width, at);
                slice += width;
            }
        }
        return text + at;
    }

    @Override
    public void clear() {
        if (data.size() > MAX_KEPT_BYTES) {
            data = new ByteSink();
        }
        data.clear();
        count = 0;
        finishedBytes = 0;
    }

    private void finishBundle(Extent bundle) {
        int number = bundles(count) - 1;
        if (number == bundlePrefixes.length) {
            bundlePrefixes = Arrays.copyOf(bundlePrefixes, 2 * number);
        }
        bundlePrefixes[number] = bundle.bundlePrefix;
        finishedBytes += bundle.bundleBytes - (bundle.bundleKeys - 1) * bundle.bundlePrefix;
    }

    private Extent extent(int rows) {
        return rows == count ? all : allButLast;
    }

    private static int bundles(int rows) {
        return (rows + BUNDLE - 1) >>> BUNDLE_LOG;
    }

    /** The block's prefix, the bundles' and the rows. */
    private static int slices(int rows) {
        return 1 + bundles(rows) + rows;
    }

    private static void putOffset(byte[] target, int index, int width, int offset) {
        switch (width) {
            case 1 -> target[index] = (byte) offset;
            case 2 -> LittleEndian.putShort(target, index, offset);
            default -> LittleEndian.putInt(target, index, offset);
        }
    }
}
