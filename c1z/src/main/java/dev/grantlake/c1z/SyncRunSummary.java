package dev.grantlake.c1z;

import java.util.Optional;

/**
 * One sync as the manifest repeats it, so that a file can be described without its payload
 * ({@code c1.c1z.v3.SyncRunSummary}). Never authoritative.
 *
 * @param syncId a KSUID if valid; empty if absent
 * @param type the number of {@code c1.storage.v3.SyncType}, known or not
 * @param endedAt absent for a sync that was never ended
 * @param parentSyncId empty if there is none
 * @param stats absent if the writer had none
 */
public record SyncRunSummary(
        String syncId,
        int type,
        Optional<EpochTime> startedAt,
        Optional<EpochTime> endedAt,
        String parentSyncId,
        Optional<SyncStatsSummary> stats) {}
