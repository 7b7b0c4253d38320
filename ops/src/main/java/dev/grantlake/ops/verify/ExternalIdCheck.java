package dev.grantlake.ops.verify;

import dev.grantlake.base.Bytes;
import dev.grantlake.c1z.EnvelopeHead;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.records.key.ExternalIdKeys;
import dev.grantlake.records.key.IndexFamily;
import dev.grantlake.records.key.KeyFamily;
import dev.grantlake.records.key.KeyLayout;
import dev.grantlake.records.key.Ksuid;
import dev.grantlake.records.key.MetaKey;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Checks the records of the older interiors, sync by sync, and the keys that belong to no sync. */
final class ExternalIdCheck implements KeyspaceCheck {

    private final RecordScope scope;
    private final KeyLayout layout;
    private final Optional<EnvelopeHead> head;
    private final List<Bytes> samples;

    ExternalIdCheck(RecordScope scope, KeyLayout layout, Optional<EnvelopeHead> head, List<Bytes> samples) {
        this.scope = scope;
        this.layout = layout;
        this.head = head;
        this.samples = samples;
    }

    @Override
    public void run(Workers workers) {
        Bytes pending = MetaKey.PRINCIPAL_INDEX_PENDING.key();
        if (scope.mayHave(pending) && !scope.lost().contains(pending)) {
            scope.report(
                    FindingCode.MARKER_INDEX_PENDING,
                    pending,
                    "an expansion was interrupted: grants may lack entries in their indexes",
                    "");
        }
        // One that cannot be read may be there, and what it would promise may not be.
        Set<IndexFamily> complete = layout.completeIndexes(
                key -> key.equals(pending) ? scope.mayHave(key) : scope.reader().get(key) != null);
        LostAccess lostAccess = new LostAccess(scope.lost(), layout);
        SyncFinder finder = new SyncFinder(scope);
        List<Runnable> tasks = new ArrayList<>();
        tasks.add(new OtherKeys(scope, layout, walked()));
        if (layout == KeyLayout.EXTERNAL_IDS_BY_SYNC) {
            tasks.add(finder);
        }
        new Attempts(scope, workers).run(tasks);
        for (ExternalIdKeys keys : syncs(finder)) {
            new ExternalIdSyncCheck(scope, keys, head, complete, lostAccess, samples).run(workers);
        }
        lostAccess.report(scope);
    }

    private List<ExternalIdKeys> syncs(SyncFinder finder) {
        if (layout == KeyLayout.EXTERNAL_IDS) {
            return List.of(ExternalIdKeys.ofOneSync());
        }
        KeyRange runs = KeyRange.prefix(KeyFamily.SYNC_RUN.header());
        if (finder.found().isEmpty() && !scope.lost().touches(runs)) {
            scope.report(FindingCode.SYNC_MISSING, KeyFamily.SYNC_RUN.header(), "no sync in the file", "");
        }
        return finder.found().stream()
                .map(id -> ExternalIdKeys.ofSync(new Ksuid(id)))
                .toList();
    }

    /** The keys that other checks look at. */
    private List<KeyRange> walked() {
        Set<KeyFamily> families = EnumSet.of(
                KeyFamily.RESOURCE_TYPE, KeyFamily.RESOURCE, KeyFamily.ENTITLEMENT, KeyFamily.GRANT, KeyFamily.ASSET);
        List<KeyRange> walked = new ArrayList<>();
        if (layout == KeyLayout.EXTERNAL_IDS) {
            families.add(KeyFamily.SESSION);
            walked.add(OtherKeys.only(KeyFamily.SYNC_RUN.header()));
            walked.add(OtherKeys.only(MetaKey.STATISTICS.key()));
        } else {
            families.add(KeyFamily.SYNC_RUN);
            walked.add(KeyRange.prefix(MetaKey.STATISTICS.key()));
        }
        families.forEach(family -> walked.add(KeyRange.prefix(family.header())));
        ExternalIdKeys.INDEXES.forEach(index -> walked.add(KeyRange.prefix(index.header())));
        return walked;
    }
}
