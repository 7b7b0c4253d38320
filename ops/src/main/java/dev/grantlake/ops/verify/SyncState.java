package dev.grantlake.ops.verify;

import dev.grantlake.store.GrantDigest;
import dev.grantlake.store.SyncRun;
import dev.grantlake.store.SyncStatistics;
import dev.grantlake.store.SyncType;

import java.util.Optional;

/**
 * What a file of keyspace version 2 says about itself, which decides what may be expected of it.
 *
 * @param principalIndexPending whether by-principal entries may be missing, since an expansion was interrupted
 * @param digestPending whether digests mean nothing, since building them was interrupted
 * @param run the sync, if there is one that can be read
 * @param statistics what is stored of them
 * @param wholeDigest the stored digest of all grants
 */
record SyncState(
        boolean principalIndexPending,
        boolean digestPending,
        Optional<SyncRun> run,
        Optional<SyncStatistics> statistics,
        Optional<GrantDigest> wholeDigest) {

    /** Whether everything that is referred to ought to be there: partial and unfinished syncs promise nothing. */
    boolean isComplete() {
        return run.filter(sync -> sync.type() == SyncType.FULL && sync.endedAt().isPresent())
                .isPresent();
    }

    /** Whether stored digests are to be exact. */
    boolean digestsCount() {
        return !digestPending;
    }
}
