package dev.grantlake.lsm.memtable;

import dev.grantlake.base.Bytes;
import dev.grantlake.lsm.cursor.DeletedRanges;
import dev.grantlake.lsm.key.InternalKey;
import dev.grantlake.lsm.key.KeyBounds;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.RangeDeletion;
import dev.grantlake.lsm.key.Trailer;
import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * The range deletions of a memtable at one moment, and what is worked out of them once for all reads until the next.
 *
 * @param counted how many there were for certain; some that were just being added may be among them, too
 * @param deletions in order of start, newest first
 * @param bounds of all together; null without any
 * @param ranges what they hide together
 * @param newest the greatest sequence number
 */
record WrittenDeletions(
        int counted,
        List<RangeDeletion> deletions,
        @Nullable KeyBounds bounds,
        DeletedRanges ranges,
        long newest) {

    static final WrittenDeletions NONE = new WrittenDeletions(0, List.of(), null, DeletedRanges.NONE, 0);

    static WrittenDeletions of(int counted, List<RangeDeletion> deletions) {
        KeyBounds bounds = null;
        long newest = 0;
        for (RangeDeletion each : deletions) {
            KeyBounds covered = new KeyBounds(
                    new InternalKey(each.start(), Trailer.of(each.sequence(), KeyKind.RANGE_DELETE)),
                    new InternalKey(each.end(), Trailer.of(Trailer.MAX_SEQUENCE, KeyKind.RANGE_DELETE)));
            bounds = bounds == null ? covered : bounds.and(covered);
            newest = Math.max(newest, each.sequence());
        }
        return new WrittenDeletions(
                counted, List.copyOf(deletions), bounds, DeletedRanges.of(deletions, Long.MAX_VALUE), newest);
    }

    /** What those with a smaller sequence number than {@code visibleBelow} hide. */
    DeletedRanges ranges(long visibleBelow) {
        return newest < visibleBelow ? ranges : DeletedRanges.of(deletions, visibleBelow);
    }

    /** The sequence number below which those with a smaller one than {@code visibleBelow} hide a key, or 0. */
    long hidesBelow(Bytes userKey, long visibleBelow) {
        if (newest < visibleBelow) {
            return ranges.hidesBelow(userKey);
        }
        // Some were just added by a commit that is not to be seen: rare, and over soon.
        long hidden = 0;
        for (RangeDeletion each : deletions) {
            if (each.sequence() < visibleBelow
                    && each.start().compareTo(userKey) <= 0
                    && userKey.compareTo(each.end()) < 0) {
                hidden = Math.max(hidden, each.sequence());
            }
        }
        return hidden;
    }
}
