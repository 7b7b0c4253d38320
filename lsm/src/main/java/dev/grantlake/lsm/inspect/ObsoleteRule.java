package dev.grantlake.lsm.inspect;

import dev.grantlake.base.ByteView;
import dev.grantlake.lsm.cursor.DeletedRanges;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.Trailer;

/**
 * Says of the points of a table, given in order, which of them a writer may mark as obsolete: older versions of a key,
 * except where a chain of merges goes on; deletions on the bottom level; and what a range deletion of the same table
 * hides. Source: {@code docs/CHECK.md}, "Which points may be marked as obsolete". Belongs to one thread.
 */
final class ObsoleteRule {

    private final DeletedRanges deletions;
    private final boolean bottom;

    /** Whether older versions of the last key may be marked. */
    private boolean olderHidden;

    /** Whether what comes before the next point is not known. */
    private boolean unknown;

    /**
     * The rule for one table.
     *
     * @param deletions its range deletions
     * @param bottom whether it lies on the lowest level
     */
    ObsoleteRule(DeletedRanges deletions, boolean bottom) {
        this.deletions = deletions;
        this.bottom = bottom;
    }

    /** Says that there were points that could not be read. */
    void passOver() {
        unknown = true;
    }

    /**
     * Whether the next point may be marked, as far as is known.
     *
     * @param sameKey whether it is another version of the key before
     */
    boolean allows(boolean sameKey, ByteView key, long trailer) {
        boolean allowed = unknown || (sameKey && olderHidden) || isDroppedDeletion(trailer) || isDeleted(key, trailer);
        olderHidden = allowed || Trailer.kindCode(trailer) != KeyKind.MERGE.code();
        unknown = false;
        return allowed;
    }

    private boolean isDroppedDeletion(long trailer) {
        int kind = Trailer.kindCode(trailer);
        return bottom
                && (kind == KeyKind.DELETE.code()
                        || kind == KeyKind.SINGLE_DELETE.code()
                        || kind == KeyKind.DELETE_SIZED.code());
    }

    private boolean isDeleted(ByteView key, long trailer) {
        return !deletions.isEmpty() && deletions.hidesBelow(key.copy()) > Trailer.sequence(trailer);
    }
}
