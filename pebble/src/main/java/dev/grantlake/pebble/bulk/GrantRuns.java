package dev.grantlake.pebble.bulk;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The grants of a {@link GrantLog} in key order, of repeated ones the last: by the rank of their entitlement, then by
 * that of their principal, packed into one number. Belongs to one thread, which closes it.
 *
 * <p>Implementation note. Arrival numbers are no ranks, so nothing can be sorted before all ids are known. Then a
 * stretch of the log at a time is sorted; if there is only one, it stays in memory, else each becomes a run in a
 * scratch file.
 */
final class GrantRuns implements AutoCloseable {

    /** What a row takes while its stretch is sorted: number and companion, twice, and the log's row. */
    private static final int SORTED_ROW_BYTES = 2 * (Long.BYTES + Integer.BYTES) + 4 * Integer.BYTES;

    private static final int MIN_STRETCH_BATCHES = 2;
    private static final int MAX_STRETCH_BATCHES = 1 << 9;

    private final int[] entitlementRanks;
    private final int[] principalRanks;
    private final int principalBits;
    private final int maxBatches;
    private final PackedRuns runs;
    private List<GrantLog.Batch> batches = new ArrayList<>();
    private @Nullable Stretch only;

    private GrantRuns(int[] entitlementRanks, int[] principalRanks, int principalBits, Path folder, long memoryBytes) {
        this.entitlementRanks = entitlementRanks;
        this.principalRanks = principalRanks;
        this.principalBits = principalBits;
        this.maxBatches = (int) Math.max(
                MIN_STRETCH_BATCHES,
                Math.min(MAX_STRETCH_BATCHES, memoryBytes / SORTED_ROW_BYTES / GrantLog.BATCH_ROWS));
        this.runs = new PackedRuns(folder);
    }

    /**
     * Sorts a log, which is empty afterwards.
     *
     * @param entitlementRanks the rank of each number of an entitlement
     * @param principalRanks the rank of each number of a principal
     * @param principalBits how many of the low bits of a packed number are the principal's
     * @param memoryBytes what sorting may take of the memory
     * @param cancellation is asked batch by batch
     */
    static GrantRuns of(
            GrantLog log,
            int[] entitlementRanks,
            int[] principalRanks,
            int principalBits,
            Path folder,
            long memoryBytes,
            Cancellation cancellation) {
        GrantRuns sorted = new GrantRuns(entitlementRanks, principalRanks, principalBits, folder, memoryBytes);
        try {
            log.drainTo(batch -> {
                cancellation.check();
                sorted.take(batch);
            });
            sorted.finish();
            return sorted;
        } catch (RuntimeException | Error e) {
            sorted.close();
            throw e;
        }
    }

    /** Goes through all grants; may be asked for again, but only one may be in use at a time. */
    PackedCursor cursor() {
        Stretch stretch = only;
        return stretch == null ? runs.cursor() : new StretchCursor(stretch);
    }

    /** Bytes in the scratch file. */
    long spilledBytes() {
        return runs.bytes();
    }

    @Override
    public void close() {
        runs.close();
    }

    private void take(GrantLog.Batch batch) {
        if (batches.size() == maxBatches) {
            spill();
        }
        batches.add(batch);
    }

    private void finish() {
        if (runs.isEmpty()) {
            only = sorted();
        } else {
            spill();
        }
    }

    private void spill() {
        runs.add(new StretchCursor(sorted()));
        batches = new ArrayList<>();
    }

    private Stretch sorted() {
        int count = 0;
        for (GrantLog.Batch batch : batches) {
            count += batch.size();
        }
        long[] keys = new long[count];
        int[] rows = new int[count];
        int at = 0;
        for (int number = 0; number < batches.size(); number++) {
            GrantLog.Batch batch = batches.get(number);
            for (int row = 0; row < batch.size(); row++) {
                keys[at] = ((long) entitlementRanks[batch.entitlement(row)] << principalBits)
                        | principalRanks[batch.principal(row)];
                rows[at++] = number * GrantLog.BATCH_ROWS + row;
            }
        }
        RadixSort.sort(keys, rows, count);
        return new Stretch(keys, rows, batches);
    }

    /** Sorted numbers, and where in the batches each row lies. */
    private static final class Stretch {
        private final long[] keys;
        private final int[] rows;
        private final List<GrantLog.Batch> batches;

        Stretch(long[] keys, int[] rows, List<GrantLog.Batch> batches) {
            this.keys = keys;
            this.rows = rows;
            this.batches = batches;
        }
    }

    private static final class StretchCursor implements PackedCursor {

        private final long[] keys;
        private final int[] rows;
        private final int count;
        private final GrantLog.Batch[] batches;
        private int at = -1;

        StretchCursor(Stretch stretch) {
            this.keys = stretch.keys;
            this.rows = stretch.rows;
            this.count = stretch.keys.length;
            this.batches = stretch.batches.toArray(GrantLog.Batch[]::new);
        }

        @Override
        public boolean next() {
            // The sort is stable, so the last of equal ones is the one that was put last.
            do {
                at++;
            } while (at + 1 < count && keys[at] == keys[at + 1]);
            return at < count;
        }

        @Override
        public long key() {
            return keys[at];
        }

        @Override
        public int time() {
            return batch().time(row());
        }

        @Override
        public byte[] remainderArray() {
            return batch().remainderArray();
        }

        @Override
        public int remainderOffset() {
            return batch().remainderOffset(row());
        }

        @Override
        public int remainderLength() {
            return batch().remainderLength(row());
        }

        private GrantLog.Batch batch() {
            return batches[rows[at] / GrantLog.BATCH_ROWS];
        }

        private int row() {
            return rows[at] % GrantLog.BATCH_ROWS;
        }
    }
}
