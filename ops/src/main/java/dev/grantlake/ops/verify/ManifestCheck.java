package dev.grantlake.ops.verify;

import dev.grantlake.base.BigEndian;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.c1z.EnvelopeHead;
import dev.grantlake.c1z.EpochTime;
import dev.grantlake.c1z.GrantDigestRoot;
import dev.grantlake.c1z.SyncRunSummary;
import dev.grantlake.c1z.SyncStatsSummary;
import dev.grantlake.records.key.DigestKey;
import dev.grantlake.records.key.KeyFamily;
import dev.grantlake.records.key.KeyLayout;
import dev.grantlake.records.key.MetaKey;
import dev.grantlake.store.GrantDigest;
import dev.grantlake.store.SyncRun;
import dev.grantlake.store.SyncStatistics;
import dev.grantlake.store.SyncType;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Compares what the manifest of a container repeats of its records with the records. */
final class ManifestCheck {

    private static final int DIGEST_ABI = 1;

    /** What a manifest says of identities that are made of structured fields. */
    private static final int STRUCTURED_IDS = 2;

    private final RecordScope scope;
    private final SyncState state;
    private final EnvelopeHead head;

    ManifestCheck(RecordScope scope, SyncState state, EnvelopeHead head) {
        this.scope = scope;
        this.state = state;
        this.head = head;
    }

    void run() {
        if (scope.keys().layout() == KeyLayout.IDENTITIES && head.idIndexFormat() != STRUCTURED_IDS) {
            report(
                    FindingCode.MANIFEST_ID_FORMAT,
                    "expected pebble_id_index_format " + STRUCTURED_IDS + ", found " + head.idIndexFormat());
        }
        syncs();
        digest();
    }

    private void syncs() {
        if (scope.lost().contains(KeyFamily.SYNC_RUN.header())) {
            return;
        }
        int expected = state.run().isPresent() ? 1 : 0;
        if (head.syncRuns().size() != expected) {
            report(
                    FindingCode.MANIFEST_SYNC,
                    "expected " + expected + " syncs, found " + head.syncRuns().size());
            return;
        }
        state.run().ifPresent(run -> sync(run, head.syncRuns().get(0)));
    }

    private void sync(SyncRun run, SyncRunSummary summary) {
        compare("sync_id", run.id(), summary.syncId());
        compare("type", run.type(), SyncType.ofCode(summary.type()));
        compare("started_at", run.startedAt(), instant(summary.startedAt()));
        compare("ended_at", run.endedAt(), instant(summary.endedAt()));
        compare("parent_sync_id", run.parentId(), summary.parentSyncId());
        if (scope.lost().contains(MetaKey.STATISTICS.key())) {
            return;
        }
        if (summary.stats().isPresent() && state.statistics().isPresent()) {
            statistics(state.statistics().get(), summary.stats().get());
        } else if (summary.stats().isPresent() != state.statistics().isPresent()) {
            report(
                    FindingCode.MANIFEST_STATISTICS,
                    summary.stats().isPresent()
                            ? "statistics that are not stored with the records"
                            : "no statistics, although there are some with the records");
        }
    }

    private void compare(String field, Object stored, Object repeated) {
        if (!stored.equals(repeated)) {
            report(FindingCode.MANIFEST_SYNC, field + ": expected " + stored + " as in the sync, found " + repeated);
        }
    }

    private void statistics(SyncStatistics stored, SyncStatsSummary repeated) {
        boolean equal = stored.syncId().equals(repeated.syncId())
                && stored.resourceTypes() == repeated.resourceTypes()
                && stored.resources() == repeated.resources()
                && stored.entitlements() == repeated.entitlements()
                && stored.grants() == repeated.grants()
                && stored.assets() == repeated.assets()
                && equal(stored.resourcesByType(), repeated.resourcesByResourceType())
                && equal(stored.entitlementsByResourceType(), repeated.entitlementsByResourceType())
                && equal(stored.grantsByResourceType(), repeated.grantsByEntitlementResourceType());
        if (!equal) {
            report(FindingCode.MANIFEST_STATISTICS, "other counts than the statistics stored with the records");
        }
    }

    private static boolean equal(Map<String, Long> first, Map<String, Long> second) {
        return new TreeMap<>(first).equals(new TreeMap<>(second));
    }

    private static Optional<Instant> instant(Optional<EpochTime> time) {
        return time.flatMap(EpochTime::toInstant);
    }

    /** Absent says that there is none in the records either. */
    private void digest() {
        if (scope.lost().contains(DigestKey.whole())) {
            return;
        }
        Optional<GrantDigest> stored = state.digestsCount() ? state.wholeDigest() : Optional.empty();
        if (head.grantDigestRoot().isPresent() != stored.isPresent()) {
            report(
                    FindingCode.MANIFEST_DIGEST,
                    stored.isPresent()
                            ? "no digest of all grants, although one is stored"
                            : "a digest that is not stored");
            return;
        }
        if (stored.isPresent() && !equal(stored.get(), head.grantDigestRoot().orElseThrow())) {
            report(FindingCode.MANIFEST_DIGEST, "another digest of all grants than the stored one");
        }
    }

    private static boolean equal(GrantDigest stored, GrantDigestRoot repeated) {
        Bytes hash = repeated.xorDigest();
        return repeated.abiVersion() == DIGEST_ABI
                && repeated.count() == stored.count()
                && hash.length() == Long.BYTES
                && BigEndian.getLong(hash.array(), hash.offset()) == stored.hash();
    }

    private void report(FindingCode code, String message) {
        scope.findings()
                .add(Finding.at(code, new Location(head.file(), EnvelopeHead.PREFIX_LENGTH, "manifest"), message));
    }
}
