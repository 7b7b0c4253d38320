package dev.grantlake.lake.block;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.lake.dataset.BinaryColumn;
import dev.grantlake.lake.dataset.Column;
import dev.grantlake.lake.dataset.DatasetVersion;
import dev.grantlake.lake.dataset.Fragment;
import dev.grantlake.lake.dataset.RowAddress;
import dev.grantlake.lake.dataset.RowBatch;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;

/** A column of one version by the addresses of rows, by way of the cache. Thread-safe. */
public final class BlockReader {

    private final DatasetVersion version;
    private final BlockCache cache;
    private final Column column;
    private final Map<Integer, Place> places = new HashMap<>();

    /** A fragment and how its rows are cut into blocks. */
    private record Place(Fragment fragment, long owner, int blockRows) {}

    /** A reader of {@link Column#VALUE} or {@link Column#KEY}. */
    public BlockReader(DatasetVersion version, BlockCache cache, Column column) {
        this.version = version;
        this.cache = cache;
        this.column = column;
        for (Fragment fragment : version.fragments()) {
            int blockRows = column == Column.KEY ? BlockSizes.KEY_ROWS : BlockSizes.blockRows(fragment);
            places.put(fragment.id(), new Place(fragment, cache.owner(fragment, column), blockRows));
        }
    }

    /**
     * A copy of the value at {@code address}. Who asks for one row only of a block fills neither heap nor cache with
     * the rest of it: blocks are read from the second time on.
     */
    public Bytes value(long address) {
        Place place = place(address);
        int offset = RowAddress.offset(address);
        int block = offset / place.blockRows;
        byte[] packed = cache.get(place.owner, block);
        if (packed != null) {
            return cached(place, block, packed).copy(offset % place.blockRows);
        }
        if (cache.wantedAgain(place.owner, block)) {
            return block(address).strings().copy(offset % place.blockRows);
        }
        return read(place.fragment, offset, 1).strings().copy(0);
    }

    /** Copies of the values at these addresses, which ascend. */
    public Bytes[] values(long[] addresses) {
        Bytes[] values = new Bytes[addresses.length];
        int[] missing = new int[addresses.length];
        int misses = 0;
        for (int i = 0; i < addresses.length; i++) {
            Place place = place(addresses[i]);
            int offset = RowAddress.offset(addresses[i]);
            byte[] packed = cache.get(place.owner, offset / place.blockRows);
            if (packed == null) {
                missing[misses++] = i;
            } else {
                values[i] = cached(place, offset / place.blockRows, packed).copy(offset % place.blockRows);
            }
        }
        if (misses == 1) {
            values[missing[0]] = value(addresses[missing[0]]);
        } else if (misses > 1) {
            int[] rows = Arrays.copyOf(missing, misses);
            RowBatch taken = version.take(
                    Arrays.stream(rows).mapToLong(i -> addresses[i]).toArray(), EnumSet.of(column));
            for (int i = 0; i < misses; i++) {
                values[rows[i]] = strings(taken).copy(i);
            }
        }
        return values;
    }

    /** The block that the row at {@code address} is in. */
    public Window block(long address) {
        Window cached = cached(address);
        if (cached != null) {
            return cached;
        }
        Place place = place(address);
        int block = RowAddress.offset(address) / place.blockRows;
        Window read = read(place.fragment, block * place.blockRows, place.blockRows);
        cache.put(place.owner, block, read.strings().packed());
        return read;
    }

    /** The same if it is in the cache, else null. */
    public @Nullable Window cached(long address) {
        Place place = place(address);
        int block = RowAddress.offset(address) / place.blockRows;
        byte[] packed = cache.get(place.owner, block);
        return packed == null ? null : new Window(block * place.blockRows, cached(place, block, packed));
    }

    /** Puts the block that the row at {@code address} is in into the cache; all of it is in {@code window}. */
    public void keep(long address, Window window) {
        Place place = place(address);
        int block = RowAddress.offset(address) / place.blockRows;
        int from = block * place.blockRows;
        int rows = Math.min(place.blockRows, place.fragment.rows() - from);
        cache.put(place.owner, block, window.part(from, rows).strings().packed());
    }

    /** Up to {@code count} rows from {@code from} on, by a read that leaves the cache alone. */
    public Window window(int fragment, int from, int count) {
        return read(place(RowAddress.of(fragment, 0)).fragment, from, count);
    }

    /** Rows of this fragment, marked ones too. */
    int rows(int fragment) {
        return place(RowAddress.of(fragment, 0)).fragment.rows();
    }

    ReadAhead readAhead() {
        return cache.readAhead();
    }

    /** Rows of the longest read of a scan through this fragment. */
    public int scanRows(int fragment) {
        return BlockSizes.scanRows(place(RowAddress.of(fragment, 0)).fragment);
    }

    private Window read(Fragment fragment, int from, int count) {
        int rows = Math.min(count, fragment.rows() - from);
        return new Window(from, strings(version.read(fragment, from, rows, EnumSet.of(column))));
    }

    private BinaryColumn strings(RowBatch rows) {
        return column == Column.KEY ? rows.keys() : rows.values();
    }

    private static BinaryColumn cached(Place place, int block, byte[] packed) {
        return BinaryColumn.of(packed, Math.min(place.blockRows, place.fragment.rows() - block * place.blockRows));
    }

    private Place place(long address) {
        Place place = places.get(RowAddress.fragment(address));
        if (place == null) {
            throw StorageException.corrupt(
                    Location.of("version " + version.number(), "directory"),
                    "a fragment of the version",
                    "fragment " + RowAddress.fragment(address));
        }
        return place;
    }
}
