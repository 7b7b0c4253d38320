package dev.grantlake.ops.verify;

import dev.grantlake.base.Bytes;
import dev.grantlake.records.key.DigestKey;
import dev.grantlake.records.key.KeyLayout;
import dev.grantlake.store.GrantDigest;
import dev.grantlake.store.SyncRun;
import dev.grantlake.store.SyncStatistics;

/** Compares what is stored about all rows together with what they add up to. */
final class SummaryCheck {

    private final RecordScope scope;
    private final SyncState state;
    private final RowTotals totals;

    SummaryCheck(RecordScope scope, SyncState state, RowTotals totals) {
        this.scope = scope;
        this.state = state;
        this.totals = totals;
    }

    void run() {
        digest();
        state.statistics().ifPresent(this::statistics);
    }

    private void digest() {
        if (!state.digestsCount()
                || state.wholeDigest().isEmpty()
                || totals.digest().isEmpty()) {
            return;
        }
        GrantDigest stored = state.wholeDigest().get();
        GrantDigest made = totals.digest().get();
        if (!stored.equals(made)) {
            scope.report(
                    FindingCode.DIGEST_MISMATCH,
                    DigestKey.whole(),
                    "the digest of all grants says " + AccessText.count(stored.count(), "grant") + ", "
                            + stored.hashHex() + "; they make " + made.count() + ", " + made.hashHex(),
                    "all grants");
        }
    }

    private void statistics(SyncStatistics stored) {
        Bytes key = scope.keys().statistics();
        String sync = state.run().map(SyncRun::id).orElse("");
        if (!stored.syncId().equals(sync)) {
            scope.report(
                    FindingCode.STATISTICS_SYNC,
                    key,
                    "statistics of sync \"" + stored.syncId() + "\" beside sync \"" + sync + "\": they count as absent",
                    "");
            return;
        }
        StatisticsDifferences differences = new StatisticsDifferences();
        differences.compare("resource types", stored.resourceTypes(), totals.resourceTypes.get());
        differences.compare("resources", stored.resources(), totals.resources.total());
        differences.compare("entitlements", stored.entitlements(), totals.entitlements.total());
        differences.compare("grants", stored.grants(), totals.grants.total());
        differences.compare("assets", stored.assets(), totals.assets.get());
        differences.compare("resources", stored.resourcesByType(), totals.resources.byType());
        if (!countsNoEntitlementsByType(stored)) {
            differences.compare("entitlements", stored.entitlementsByResourceType(), totals.entitlements.byType());
        }
        differences.compare("grants", stored.grantsByResourceType(), totals.grants.byType());
        if (!differences.isEmpty()) {
            scope.report(FindingCode.STATISTICS_STALE, key, differences.text(), "");
        }
    }

    /** The first releases stored all other counts. */
    private boolean countsNoEntitlementsByType(SyncStatistics stored) {
        return scope.keys().layout() == KeyLayout.EXTERNAL_IDS_BY_SYNC
                && stored.entitlementsByResourceType().isEmpty();
    }
}
