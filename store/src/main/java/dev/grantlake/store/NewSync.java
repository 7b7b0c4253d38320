package dev.grantlake.store;

import java.time.Instant;
import java.util.Optional;

/**
 * What is known of a sync before its first record: its type, and what it inherits where it is the copy of another.
 * Immutable; start from {@link #full()} or {@link #of}.
 *
 * @param type what part of the world it covers
 * @param id its KSUID; empty for a new one
 * @param startedAt when it began; empty for now
 * @param endedAt when it will have ended; empty for the moment of {@link SyncWriter#finish}. Of no effect on a sync
 *     that is saved unfinished
 * @param parentId the sync that it builds on, or empty text; new full and resources-only syncs have none
 * @param linkedId the other half of a pair of difference syncs, or empty text
 * @param supportsDiff whether a difference may be taken against it
 * @param compacted whether it came out of a compaction
 * @param verification what was checked while ingesting; stated of finished syncs only
 */
public record NewSync(
        SyncType type,
        Optional<String> id,
        Optional<Instant> startedAt,
        Optional<Instant> endedAt,
        String parentId,
        String linkedId,
        boolean supportsDiff,
        boolean compacted,
        Optional<SyncRun.IngestVerification> verification) {

    public NewSync {
        if (type == SyncType.UNKNOWN) {
            throw StoreException.invalidArgument("a sync needs one of the five types");
        }
    }

    /** A new sync of everything. */
    public static NewSync full() {
        return of(SyncType.FULL);
    }

    /** A new sync of this type. */
    public static NewSync of(SyncType type) {
        return new NewSync(
                type, Optional.empty(), Optional.empty(), Optional.empty(), "", "", false, false, Optional.empty());
    }

    /** A sync with everything that {@code run} says of itself, id and times included. */
    public static NewSync like(SyncRun run) {
        return new NewSync(
                run.type(),
                Optional.of(run.id()),
                run.startedAt(),
                run.endedAt(),
                run.parentId(),
                run.linkedId(),
                run.supportsDiff(),
                run.compacted(),
                run.verification());
    }

    public NewSync withId(String id) {
        return new NewSync(
                type, Optional.of(id), startedAt, endedAt, parentId, linkedId, supportsDiff, compacted, verification);
    }

    /** The same, building on another sync; full and resources-only syncs do not. */
    public NewSync withParent(String parentId) {
        if (!parentId.isEmpty() && (type == SyncType.FULL || type == SyncType.RESOURCES_ONLY)) {
            throw StoreException.invalidArgument("a sync of type " + type.text() + " has no parent, found " + parentId);
        }
        return new NewSync(type, id, startedAt, endedAt, parentId, linkedId, supportsDiff, compacted, verification);
    }

    /** The same sync with times of its own: it began, and will have ended, when these say. */
    public NewSync withTimes(Instant startedAt, Instant endedAt) {
        return new NewSync(
                type,
                id,
                Optional.of(startedAt),
                Optional.of(endedAt),
                parentId,
                linkedId,
                supportsDiff,
                compacted,
                verification);
    }

    /** The same, as a sync of its own: new id, new times. */
    public NewSync renewed() {
        return new NewSync(
                type,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                parentId,
                linkedId,
                supportsDiff,
                compacted,
                verification);
    }
}
