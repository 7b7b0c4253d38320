package dev.grantlake.lsm;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lsm.cursor.DeletedRanges;
import dev.grantlake.lsm.cursor.InternalCursor;
import dev.grantlake.lsm.key.KeyBounds;
import dev.grantlake.lsm.key.RangeDeletion;
import dev.grantlake.lsm.manifest.TableMetadata;
import dev.grantlake.lsm.sstable.TableView;
import dev.grantlake.lsm.version.TableFile;
import org.jspecify.annotations.Nullable;

import java.util.List;

import static java.util.Objects.requireNonNull;

/**
 * A table of a version with its file: the bounds and sequence numbers are the manifest's, the content is the file's.
 * Whatever lies outside the bounds is not shown, so tables of one run can never overlap. Thread-safe.
 */
final class VersionTable implements ReadSource {

    private final TableMetadata metadata;
    private final KeyBounds bounds;
    private final TableFile file;
    private final long visibleBelow;
    private final RangeDeletionBudget budget;

    private final TableView whole;
    private volatile @Nullable DeletedRanges deletedRanges;
    /** Out of the budget, in range deletions. */
    private int taken;

    private boolean retired;

    /**
     * A table that is not opened yet.
     *
     * @param metadata of a table that has points or range deletions
     * @param visibleBelow range deletions with this or a greater sequence number do not count
     * @param budget what all tables of the database may keep together
     */
    VersionTable(TableMetadata metadata, TableFile file, long visibleBelow, RangeDeletionBudget budget) {
        this.metadata = metadata;
        this.bounds = requireNonNull(metadata.points());
        this.file = file;
        this.visibleBelow = visibleBelow;
        this.budget = budget;
        this.whole = view(KeyRange.ALL);
    }

    @Override
    public KeyBounds bounds() {
        return bounds;
    }

    @Override
    public long smallestSequence() {
        return metadata.smallestSequence();
    }

    @Override
    public long largestSequence() {
        return metadata.largestSequence();
    }

    @Override
    public InternalCursor points(KeyRange range) {
        return file.table().points(view(range));
    }

    @Override
    public DeletedRanges deletedRanges() {
        DeletedRanges ranges = deletedRanges;
        return ranges == null ? readDeletedRanges() : ranges;
    }

    private synchronized DeletedRanges readDeletedRanges() {
        DeletedRanges ranges = deletedRanges;
        if (ranges == null) {
            List<RangeDeletion> deletions = file.table().rangeDeletions(whole);
            if (!retired) {
                budget.take(deletions.size());
                taken = deletions.size();
            }
            ranges = DeletedRanges.of(deletions, visibleBelow);
            deletedRanges = ranges;
        }
        return ranges;
    }

    /** Gives back its part of the budget: no later version has the table, and who still reads it is soon done. */
    synchronized void retire() {
        retired = true;
        budget.giveBack(taken);
        taken = 0;
    }

    @Override
    public void prefetch() {
        file.prefetch();
    }

    @Override
    public boolean find(Bytes userKey, FoundVersion found) {
        return found.find(file.table(), whole, userKey, visibleBelow - 1);
    }

    @Override
    public String fileName() {
        return metadata.fileName();
    }

    private TableView view(KeyRange range) {
        Bytes smallest = bounds.smallest().userKey();
        Bytes to = range.to();
        boolean cut = to != null && !bounds.endsBefore(to);
        return new TableView(
                range.startAt(smallest),
                cut ? to : bounds.largest().userKey(),
                cut || bounds.largestExcluded(),
                metadata.sequenceOverride());
    }
}
