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

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Says what the head of a file says, in the words of the store. What makes no sense there reads as absent. */
final class HeadSummary {

    /** The only way to compute a digest that there is. */
    private static final int DIGEST_ABI = 1;

    private HeadSummary() {}

    static StoreSummary of(StoreMetadata metadata, EnvelopeHead head) {
        return new StoreSummary(
                metadata,
                head.syncRuns().stream().map(HeadSummary::sync).toList(),
                head.grantDigestRoot().flatMap(HeadSummary::digest));
    }

    private static SyncSummary sync(SyncRunSummary sync) {
        SyncRun run = new SyncRun(
                sync.syncId(),
                SyncType.ofCode(sync.type()),
                sync.startedAt().flatMap(EpochTime::toInstant),
                sync.endedAt().flatMap(EpochTime::toInstant),
                "",
                sync.parentSyncId(),
                "",
                false,
                false,
                Optional.empty());
        return new SyncSummary(run, sync.stats().map(HeadSummary::statistics));
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
                stats.ingestQuality().map(HeadSummary::quality),
                stats.writtenAt().flatMap(EpochTime::toInstant));
    }

    private static SortedMap<String, CallStatistics> calls(Map<String, CallSummary> summaries) {
        SortedMap<String, CallStatistics> calls = new TreeMap<>();
        summaries.forEach((name, call) -> calls.put(
                name,
                new CallStatistics(
                        call.count(), call.totalMillis(), call.maxMillis(), call.errors(), call.timeouts())));
        return calls;
    }

    private static IngestQuality quality(IngestQualitySummary quality) {
        return new IngestQuality(
                quality.sourceCacheReplayBlocked(),
                quality.entitlementsDropped(),
                quality.grantsDropped(),
                quality.grantResourcesDropped(),
                quality.expansionResourceTypesDropped(),
                quality.expansionsDropped(),
                quality.reasonFlags(),
                quality.invalidResourceTypesObserved(),
                quality.invalidResourcesObserved(),
                quality.invalidEntitlementsObserved());
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
