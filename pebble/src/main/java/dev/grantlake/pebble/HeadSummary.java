package dev.grantlake.pebble;

import dev.grantlake.base.BigEndian;
import dev.grantlake.c1z.CallSummary;
import dev.grantlake.c1z.EnvelopeHead;
import dev.grantlake.c1z.EpochTime;
import dev.grantlake.c1z.GrantDigestRoot;
import dev.grantlake.c1z.IngestQualitySummary;
import dev.grantlake.c1z.SyncRunSummary;
import dev.grantlake.c1z.SyncStatsSummary;
import dev.grantlake.store.CallStatistics;
import dev.grantlake.store.GrantDigest;
import dev.grantlake.store.StoreMetadata;
import dev.grantlake.store.StoreSummary;
import dev.grantlake.store.StoreSummary.SyncSummary;
import dev.grantlake.store.SyncRun;
import dev.grantlake.store.SyncStatistics;
import dev.grantlake.store.SyncStatistics.IngestQuality;
import dev.grantlake.store.SyncType;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Says what the head of a file says, in the words of the store. What makes no sense there reads as absent. Without
 * lambdas: this is the way of a cold start, where each costs a millisecond.
 */
final class HeadSummary {

    /** The only way to compute a digest that there is. */
    private static final int DIGEST_ABI = 1;

    private HeadSummary() {}

    static StoreSummary of(StoreMetadata metadata, EnvelopeHead head) {
        List<SyncSummary> syncs = new ArrayList<>();
        for (SyncRunSummary sync : head.syncRuns()) {
            syncs.add(sync(sync));
        }
        Optional<GrantDigestRoot> root = head.grantDigestRoot();
        return new StoreSummary(metadata, syncs, root.isPresent() ? digest(root.get()) : Optional.empty());
    }

    private static SyncSummary sync(SyncRunSummary sync) {
        SyncRun run = new SyncRun(
                sync.syncId(),
                SyncType.ofCode(sync.type()),
                instant(sync.startedAt()),
                instant(sync.endedAt()),
                "",
                sync.parentSyncId(),
                "",
                false,
                false,
                Optional.empty());
        Optional<SyncStatsSummary> stats = sync.stats();
        return new SyncSummary(run, stats.isPresent() ? Optional.of(statistics(stats.get())) : Optional.empty());
    }

    private static Optional<Instant> instant(Optional<EpochTime> time) {
        return time.isPresent() ? time.get().toInstant() : Optional.empty();
    }

    private static SyncStatistics statistics(SyncStatsSummary stats) {
        return new SyncStatistics(
                stats.syncId(),
                stats.resourceTypes(),
                stats.resources(),
                stats.entitlements(),
                stats.grants(),
                stats.assets(),
                new TreeMap<>(stats.resourcesByResourceType()),
                new TreeMap<>(stats.entitlementsByResourceType()),
                new TreeMap<>(stats.grantsByEntitlementResourceType()),
                new TreeMap<>(stats.stepDurationsMillis()),
                calls(stats.connectorCalls()),
                calls(stats.sessionStoreCalls()),
                quality(stats.ingestQuality()),
                instant(stats.writtenAt()));
    }

    private static SortedMap<String, CallStatistics> calls(Map<String, CallSummary> summaries) {
        SortedMap<String, CallStatistics> calls = new TreeMap<>();
        for (Map.Entry<String, CallSummary> entry : summaries.entrySet()) {
            CallSummary call = entry.getValue();
            calls.put(
                    entry.getKey(),
                    new CallStatistics(
                            call.count(), call.totalMillis(), call.maxMillis(), call.errors(), call.timeouts()));
        }
        return calls;
    }

    private static Optional<IngestQuality> quality(Optional<IngestQualitySummary> summary) {
        if (summary.isEmpty()) {
            return Optional.empty();
        }
        IngestQualitySummary quality = summary.get();
        return Optional.of(new IngestQuality(
                quality.sourceCacheReplayBlocked(),
                quality.entitlementsDropped(),
                quality.grantsDropped(),
                quality.grantResourcesDropped(),
                quality.expansionResourceTypesDropped(),
                quality.expansionsDropped(),
                quality.reasonFlags(),
                quality.invalidResourceTypesObserved(),
                quality.invalidResourcesObserved(),
                quality.invalidEntitlementsObserved()));
    }

    private static Optional<GrantDigest> digest(GrantDigestRoot root) {
        boolean valid = root.abiVersion() == DIGEST_ABI && root.xorDigest().length() == Long.BYTES && root.count() >= 0;
        return valid
                ? Optional.of(new GrantDigest(
                        BigEndian.getLong(
                                root.xorDigest().array(), root.xorDigest().offset()),
                        root.count()))
                : Optional.empty();
    }
}
