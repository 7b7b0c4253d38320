package dev.grantlake.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One sync's own row: when it ran, what it covers, whether it ended.
 *
 * @param id a KSUID in files that Go writes; taken as it stands
 * @param endedAt when the sync was finished; empty means it never was
 * @param token the connector's checkpoint, opaque
 * @param parentId the sync this one builds on, or empty text
 * @param linkedId the other half of a pair of difference syncs, or empty text
 * @param verification what was checked while ingesting, if it was recorded
 */
public record SyncRun(
        String id,
        SyncType type,
        Optional<Instant> startedAt,
        Optional<Instant> endedAt,
        String token,
        String parentId,
        String linkedId,
        boolean supportsDiff,
        boolean compacted,
        Optional<IngestVerification> verification) {

    /**
     * The record of a check that ran while a sync was taken.
     *
     * @param coverage names of the invariants that were checked, as stored
     */
    public record IngestVerification(String generation, List<String> coverage, String mode) {
        public IngestVerification {
            coverage = List.copyOf(coverage);
        }
    }

    /** The same run under another id. */
    public SyncRun withId(String id) {
        return new SyncRun(
                id, type, startedAt, endedAt, token, parentId, linkedId, supportsDiff, compacted, verification);
    }

    public boolean finished() {
        return endedAt.isPresent();
    }
}
