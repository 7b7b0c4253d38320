package dev.grantlake.lake.directory;

import dev.grantlake.base.ByteView;
import dev.grantlake.lake.dataset.BinaryColumn;
import dev.grantlake.lake.dataset.Column;
import dev.grantlake.lake.dataset.DatasetVersion;
import dev.grantlake.lake.dataset.RowBatch;
import dev.grantlake.lake.dataset.RowBatches;
import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;

/**
 * Reads the directory of a version out of its rows. Rows of our own writing come in runs already, and those of a whole
 * compaction in one; others are sorted batch by batch.
 */
final class DenseLoader {

    private final DatasetVersion version;
    private final long limitBytes;
    /** Runs that are complete, each at most half of the one below. */
    private final Deque<KeyRun> runs = new ArrayDeque<>();

    private final List<Long> superseded = new ArrayList<>();
    private long runBytes;
    private KeyRunBuilder present = new KeyRunBuilder();
    private final ByteView key = new ByteView();

    /**
     * What was found.
     *
     * @param superseded addresses of rows whose key has another row with a larger sequence number: somebody else has
     *     written to the dataset
     */
    record Loaded(DenseDirectory directory, List<Long> superseded) {}

    private DenseLoader(DatasetVersion version, long limitBytes) {
        this.version = version;
        this.limitBytes = limitBytes;
    }

    /** The directory; null if it would take more memory than it may. */
    static @Nullable Loaded load(DatasetVersion version, long limitBytes) {
        return new DenseLoader(version, limitBytes).load();
    }

    private @Nullable Loaded load() {
        try (RowBatches batches = version.rows(EnumSet.of(Column.KEY, Column.TOMBSTONE))) {
            for (RowBatch batch = batches.next(); batch != null; batch = batches.next()) {
                add(batch);
                if (runBytes + present.memoryBytes() > limitBytes) {
                    return null;
                }
            }
        }
        endRun();
        KeyRun all = KeyRun.EMPTY;
        while (!runs.isEmpty()) {
            all = merge(runs.pop(), all);
        }
        return new Loaded(DenseDirectory.of(all), superseded);
    }

    private void add(RowBatch batch) {
        if (ascending(batch.keys())) {
            for (int row = 0; row < batch.count(); row++) {
                add(batch, row);
            }
        } else {
            for (Integer row : sorted(batch.keys())) {
                add(batch, row);
            }
        }
    }

    private void add(RowBatch batch, int row) {
        batch.keys().show(row, key);
        if (!present.endsBefore(key.array(), key.offset(), key.length())) {
            endRun();
        }
        long entry = DirectoryEntry.of(batch.address(row), batch.tombstone(row));
        present.add(key.array(), key.offset(), key.length(), entry);
    }

    private static boolean ascending(BinaryColumn keys) {
        ByteView left = new ByteView();
        ByteView right = new ByteView();
        for (int i = 1; i < keys.count(); i++) {
            keys.show(i - 1, left);
            keys.show(i, right);
            if (left.compareWith(right) >= 0) {
                return false;
            }
        }
        return true;
    }

    private static List<Integer> sorted(BinaryColumn keys) {
        ByteView left = new ByteView();
        ByteView right = new ByteView();
        Integer[] rows = new Integer[keys.count()];
        Arrays.setAll(rows, i -> i);
        Arrays.sort(rows, (a, b) -> {
            keys.show(a, left);
            keys.show(b, right);
            return left.compareWith(right);
        });
        return Arrays.asList(rows);
    }

    private void endRun() {
        if (present.count() == 0) {
            return;
        }
        KeyRun run = present.build();
        present = new KeyRunBuilder();
        while (!runs.isEmpty() && runs.peek().count() < 2L * run.count()) {
            KeyRun below = runs.pop();
            runBytes -= searchedBytes(below);
            run = merge(below, run);
        }
        runs.push(run);
        runBytes += searchedBytes(run);
    }

    /** What a run takes once there is a filter for it. */
    private static long searchedBytes(KeyRun run) {
        return run.memoryBytes() + BloomFilter.memoryBytes(run.count());
    }

    private KeyRun merge(KeyRun earlier, KeyRun later) {
        return RunMerge.merge(earlier, later, this::larger);
    }

    /** Of two rows of one key, that of the later transaction; of two of one transaction, the one that lies behind. */
    private long larger(long earlier, long later) {
        long[] addresses = {DirectoryEntry.address(earlier), DirectoryEntry.address(later)};
        RowBatch rows = version.take(addresses, EnumSet.of(Column.SEQ));
        boolean first = rows.seq(0) > rows.seq(1);
        superseded.add(addresses[first ? 1 : 0]);
        return first ? earlier : later;
    }
}
