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
import dev.grantlake.store.SyncRun;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Checks one sync of the older interiors: first all rows, with what they add up to, then the indexes against that. Rows
 * that turn out unsound are left out of what follows.
 */
final class ExternalIdSyncCheck {

    private static final Set<KeyFamily> COUNTED = EnumSet.of(
            KeyFamily.RESOURCE_TYPE, KeyFamily.RESOURCE, KeyFamily.ENTITLEMENT, KeyFamily.GRANT, KeyFamily.ASSET);

    private final RecordScope scope;
    private final ExternalIdKeys keys;
    private final Optional<EnvelopeHead> head;
    private final Set<IndexFamily> complete;
    private final LostAccess lostAccess;
    private final List<Bytes> samples;
    private final Suspects suspects = new Suspects();
    private final RowTotals totals;
    private final SyncState state;
    private final Ingestion ingestion;

    /**
     * A check of one sync.
     *
     * @param keys of this sync
     * @param complete the indexes that must have an entry for every row that owes one
     */
    ExternalIdSyncCheck(
            RecordScope file,
            ExternalIdKeys keys,
            Optional<EnvelopeHead> head,
            Set<IndexFamily> complete,
            LostAccess lostAccess,
            List<Bytes> samples) {
        this.scope = file.of(keys);
        this.keys = keys;
        this.head = head;
        this.complete = complete;
        this.lostAccess = lostAccess;
        this.samples = samples;
        this.totals = new RowTotals(scope.seed());
        this.state = readState();
        this.ingestion = new Ingestion(state.run());
    }

    void run(Workers workers) {
        Attempts attempts = new Attempts(scope, workers);
        sync();
        ExternalIdReferences references = new ExternalIdReferences(scope, keys, ingestion.verdict());
        attempts.run(rows(references));
        if (state.isComplete()) {
            attempts.run(List.of(references::look));
        }
        indexes(attempts);
        ingestion.report(runKey(), scope::report);
        if (!attempts.incomplete()
                && suspects.isEmpty()
                && !losesRows()
                && state.run().isPresent()) {
            new SummaryCheck(scope, state, totals).run();
        }
        if (!bySync()) {
            head.ifPresent(envelope -> new ManifestCheck(scope, state, envelope).run());
        }
    }

    private boolean bySync() {
        return keys.layout() == KeyLayout.EXTERNAL_IDS_BY_SYNC;
    }

    /** There are no digests in these layouts. */
    private SyncState readState() {
        StateReader reader = new StateReader(scope, suspects);
        return new SyncState(
                scope.mayHave(MetaKey.PRINCIPAL_INDEX_PENDING.key()),
                false,
                reader.run().map(this::identified),
                reader.statistics(),
                Optional.empty());
    }

    /** Where the key has the id of a sync, it has the last word. */
    private SyncRun identified(SyncRun run) {
        return bySync() ? run.withId(id()) : run;
    }

    private String id() {
        return new Ksuid(runKey().from(KeyFamily.SYNC_RUN.header().length())).toString();
    }

    private Bytes runKey() {
        return keys.header(KeyFamily.SYNC_RUN);
    }

    private void sync() {
        if (!scope.mayHave(runKey())) {
            scope.report(
                    FindingCode.SYNC_MISSING,
                    runKey(),
                    bySync() ? "keys of a sync that has no record, " + id() : "no sync in the file",
                    "");
        }
        state.run()
                .filter(run -> Ksuid.ofText(run.id()).isEmpty())
                .ifPresent(run -> scope.report(
                        FindingCode.SYNC_ID,
                        runKey(),
                        "expected a KSUID for the id of the sync, found \"" + run.id() + "\"",
                        ""));
    }

    private List<Runnable> rows(ExternalIdReferences references) {
        List<Runnable> tasks = new ArrayList<>();
        for (KeyFamily family : List.of(KeyFamily.GRANT, KeyFamily.ENTITLEMENT)) {
            for (KeyRange part : parts(family)) {
                tasks.add(new ExternalIdWalk(
                        scope,
                        family,
                        part,
                        suspects,
                        totals,
                        lostAccess,
                        ingestion,
                        state.isComplete() ? references : null));
            }
        }
        tasks.add(new ResourceWalk(scope, state, suspects, totals));
        tasks.add(() -> new RowWalk(scope, suspects, KeyFamily.RESOURCE_TYPE)
                .forEach(row -> totals.resourceTypes.incrementAndGet()));
        tasks.add(() -> new RowWalk(scope, suspects, KeyFamily.ASSET).forEach(row -> totals.assets.incrementAndGet()));
        if (!bySync()) {
            tasks.add(() -> new RowWalk(scope, suspects, KeyFamily.SESSION).forEach(row -> {}));
        }
        return tasks;
    }

    /** The rows of a family, cut wherever there is a sample. */
    private List<KeyRange> parts(KeyFamily family) {
        KeyRange all = KeyRange.prefix(keys.header(family));
        List<Bytes> cuts = samples.stream()
                .filter(all::contains)
                .distinct()
                .sorted(Comparator.naturalOrder())
                .toList();
        List<KeyRange> parts = new ArrayList<>();
        Bytes from = all.from();
        for (Bytes cut : cuts) {
            parts.add(new KeyRange(from, cut));
            from = cut;
        }
        parts.add(new KeyRange(from, all.to()));
        return parts;
    }

    private void indexes(Attempts attempts) {
        if (attempts.incomplete() || suspects.tooMany()) {
            scope.findings()
                    .add(Finding.ofFile(
                            FindingCode.RECORDS_NOT_CHECKED,
                            scope.file(),
                            "too many rows cannot be read: indexes and statistics are not compared"));
            return;
        }
        new IndexesCheck(scope.without(suspects.and(scope.lost())), state, lostAccess, ingestion.verdict(), samples)
                .run(keys.indexes(), complete, totals.owed(), attempts);
    }

    private boolean losesRows() {
        return COUNTED.stream().anyMatch(family -> scope.lost().touches(KeyRange.prefix(keys.header(family))));
    }
}
