package dev.grantlake.pebble.bulk;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.vfs.ScratchFile;
import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Grants in the order in which they were put, as numbers: entitlement, principal, the time of discovery, and the
 * remainder of the record, which an ordinary grant has none of. Belongs to one thread at a time, which closes it.
 *
 * <p>Implementation note. Rows are gathered in batches of arrays. When the batches pass what memory they may take, all
 * of them go to a scratch file in a form of six or seven bytes a row. Who reads the log back takes one batch at a time.
 *
 * <table><caption>a batch in the scratch file; all numbers are varints</caption>
 * <tr><th>part</th><th>content</th></tr>
 * <tr><td>head</td><td>number of rows</td></tr>
 * <tr><td>each row</td><td>entitlement * 2 + 1 if the row has more than the next; principal</td></tr>
 * <tr><td>with more</td><td>change of the time since the row before (zigzag), length of the remainder,
 * remainder</td></tr>
 * </table>
 */
final class GrantLog implements AutoCloseable {

    /** Rows of a batch. */
    static final int BATCH_ROWS = 1 << 16;

    private final Path folder;
    private final long maxMemoryBytes;

    private final List<Extent> spilled = new ArrayList<>();
    private List<Batch> batches = new ArrayList<>();
    private @Nullable ScratchFile file;
    private long memoryBytes;
    private long rows;

    /** Where a batch lies in the scratch file. */
    private record Extent(long offset, int length) {}

    /** Takes batches in the order in which they were put. */
    @FunctionalInterface
    interface Taker {
        void take(Batch batch);
    }

    /** Some consecutive rows; a batch that a log hands over is not to be changed. */
    static final class Batch {

        private static final int FIRST_ROWS = 1 << 8;

        private int[] entitlements = new int[FIRST_ROWS];
        private int[] principals = new int[FIRST_ROWS];
        private int[] times = new int[FIRST_ROWS];
        /** Where the remainder of each row ends; null while no row has one. */
        private int @Nullable [] ends;

        private final ByteSink remainders = new ByteSink(0);
        private int size;

        int size() {
            return size;
        }

        int entitlement(int row) {
            return entitlements[row];
        }

        int principal(int row) {
            return principals[row];
        }

        /** The number of the instant when the row was discovered. */
        int time(int row) {
            return times[row];
        }

        /** Bytes of the remainder; 0 for an ordinary grant. */
        int remainderLength(int row) {
            return ends == null ? 0 : ends[row] - remainderOffset(row);
        }

        int remainderOffset(int row) {
            return ends == null || row == 0 ? 0 : ends[row - 1];
        }

        /** The array in which the remainders lie. */
        byte[] remainderArray() {
            return remainders.array();
        }

        private void add(int entitlement, int principal, int time, byte[] remainder, int offset, int length) {
            if (size == entitlements.length) {
                grow();
            }
            entitlements[size] = entitlement;
            principals[size] = principal;
            times[size] = time;
            if (length > 0 && ends == null) {
                ends = new int[entitlements.length];
            }
            if (ends != null) {
                remainders.writeBytes(remainder, offset, length);
                ends[size] = remainders.size();
            }
            size++;
        }

        private void grow() {
            int capacity = Math.min(BATCH_ROWS, 4 * size);
            entitlements = java.util.Arrays.copyOf(entitlements, capacity);
            principals = java.util.Arrays.copyOf(principals, capacity);
            times = java.util.Arrays.copyOf(times, capacity);
            if (ends != null) {
                ends = java.util.Arrays.copyOf(ends, capacity);
            }
        }

        private boolean isFull() {
            return size == BATCH_ROWS || remainders.size() >= MAX_REMAINDER_BYTES;
        }

        private long memoryBytes() {
            int columns = ends == null ? 3 : 4;
            return (long) columns * Integer.BYTES * entitlements.length + remainders.array().length;
        }
    }

    /** A batch is closed when its remainders pass this, so that none comes near the size of an array. */
    private static final int MAX_REMAINDER_BYTES = 1 << 23;

    /**
     * A log without rows.
     *
     * @param folder where the scratch file goes, if one is needed
     * @param maxMemoryBytes how much memory the rows may take
     */
    GrantLog(Path folder, long maxMemoryBytes) {
        this.folder = folder;
        this.maxMemoryBytes = maxMemoryBytes;
    }

    /** How many rows were put, repeated ones included. */
    long rows() {
        return rows;
    }

    /** Adds a row; the remainder is copied. */
    void add(int entitlement, int principal, int time, byte[] remainder, int offset, int length) {
        Batch batch = batches.isEmpty() ? newBatch() : batches.get(batches.size() - 1);
        if (batch.isFull()) {
            memoryBytes += batch.memoryBytes();
            if (memoryBytes >= maxMemoryBytes) {
                spill();
            }
            batch = newBatch();
        }
        batch.add(entitlement, principal, time, remainder, offset, length);
        rows++;
    }

    /** Hands over all rows, each batch no longer than the call lasts; nothing can be added afterwards. */
    void drainTo(Taker taker) {
        for (Extent extent : spilled) {
            taker.take(decoded(open().read(extent.offset(), extent.length())));
        }
        // Each batch is let go of as soon as it is taken: what is made of them needs the memory.
        List<Batch> rest = batches;
        batches = List.of();
        for (int i = 0; i < rest.size(); i++) {
            taker.take(rest.set(i, new Batch()));
        }
    }

    /** Bytes that went to the scratch file. */
    long spilledBytes() {
        return file == null ? 0 : file.size();
    }

    @Override
    public void close() {
        if (file != null) {
            file.close();
            file = null;
        }
    }

    private Batch newBatch() {
        Batch batch = new Batch();
        batches.add(batch);
        return batch;
    }

    private void spill() {
        ByteSink encoded = new ByteSink(BATCH_ROWS * 8);
        for (Batch batch : batches) {
            encode(batch, encoded.clear());
            long offset = open().append(Bytes.wrap(encoded.array(), 0, encoded.size()));
            spilled.add(new Extent(offset, encoded.size()));
        }
        batches.clear();
        memoryBytes = 0;
    }

    private ScratchFile open() {
        if (file == null) {
            file = ScratchFile.create(folder);
        }
        return file;
    }

    private static void encode(Batch batch, ByteSink sink) {
        sink.writeVarint(batch.size());
        int time = 0;
        for (int row = 0; row < batch.size(); row++) {
            int length = batch.remainderLength(row);
            boolean more = length > 0 || batch.time(row) != time;
            sink.writeVarint(((long) batch.entitlement(row) << 1) | (more ? 1 : 0));
            sink.writeVarint(batch.principal(row));
            if (more) {
                int change = batch.time(row) - time;
                sink.writeVarint(Integer.toUnsignedLong((change << 1) ^ (change >> 31)));
                sink.writeVarint(length);
                sink.writeBytes(batch.remainderArray(), batch.remainderOffset(row), length);
                time = batch.time(row);
            }
        }
    }

    private static Batch decoded(Bytes encoded) {
        PackedReader reader = new PackedReader(encoded);
        Batch batch = new Batch();
        int time = 0;
        for (int left = (int) reader.varint(); left > 0; left--) {
            long entitlement = reader.varint();
            int principal = (int) reader.varint();
            int length = 0;
            if ((entitlement & 1) != 0) {
                int change = (int) reader.varint();
                time += (change >>> 1) ^ -(change & 1);
                length = (int) reader.varint();
            }
            batch.add((int) (entitlement >>> 1), principal, time, reader.array(), reader.position(), length);
            reader.skip(length);
        }
        return batch;
    }
}
