package dev.grantlake.ops.verify;

import dev.grantlake.base.Bytes;
import dev.grantlake.records.key.DigestKey;
import dev.grantlake.records.key.MetaKey;
import dev.grantlake.store.GrantDigest;
import dev.grantlake.store.SyncRun;
import dev.grantlake.store.SyncStatistics;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeSet;

/** Compares what is stored about all rows together with what they add up to. */
final class SummaryCheck {

    private static final int MAX_DIFFERENCES = 8;

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
        Bytes key = MetaKey.STATISTICS.key();
        String sync = state.run().map(SyncRun::id).orElse("");
        if (!stored.syncId().equals(sync)) {
            scope.report(
                    FindingCode.STATISTICS_SYNC,
                    key,
                    "statistics of sync \"" + stored.syncId() + "\" beside sync \"" + sync + "\": they count as absent",
                    "");
            return;
        }
        List<String> differences = new ArrayList<>();
        compare("resource types", stored.resourceTypes(), totals.resourceTypes.get(), differences);
        compare("resources", stored.resources(), totals.resources.total(), differences);
        compare("entitlements", stored.entitlements(), totals.entitlements.total(), differences);
        compare("grants", stored.grants(), totals.grants.total(), differences);
        compare("assets", stored.assets(), totals.assets.get(), differences);
        compare("resources", stored.resourcesByType(), totals.resources.byType(), differences);
        compare("entitlements", stored.entitlementsByResourceType(), totals.entitlements.byType(), differences);
        compare("grants", stored.grantsByResourceType(), totals.grants.byType(), differences);
        if (!differences.isEmpty()) {
            boolean more = differences.size() > MAX_DIFFERENCES;
            scope.report(
                    FindingCode.STATISTICS_STALE,
                    key,
                    "stored and counted: "
                            + String.join(", ", more ? differences.subList(0, MAX_DIFFERENCES) : differences)
                            + (more ? ", …" : ""),
                    "");
        }
    }

    private static void compare(String what, long stored, long counted, List<String> differences) {
        if (stored != counted) {
            differences.add(what + " " + stored + " and " + counted);
        }
    }

    /** A type without rows may have an entry of 0 or none. */
    private static void compare(
            String what, SortedMap<String, Long> stored, SortedMap<String, Long> counted, List<String> differences) {
        TreeSet<String> types = new TreeSet<>(stored.keySet());
        types.addAll(counted.keySet());
        for (String type : types) {
            compare(what + " of " + type, stored.getOrDefault(type, 0L), counted.getOrDefault(type, 0L), differences);
        }
    }
}
