package dev.grantlake.ops.verify;

import dev.grantlake.base.Bytes;
import dev.grantlake.c1z.EnvelopeHead;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.records.codec.DigestCodec;
import dev.grantlake.records.key.DigestKey;
import dev.grantlake.records.key.IdentityKeys;
import dev.grantlake.records.key.IndexFamily;
import dev.grantlake.records.key.KeyFamily;
import dev.grantlake.records.key.Ksuid;
import dev.grantlake.records.key.MetaKey;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Checks the records of keyspace version 2: first all rows, with what they add up to, then the indexes against that.
 * Rows that turn out unsound are left out of what follows.
 */
final class KeyspaceV2Check implements KeyspaceCheck {

    /** The families whose rows are walked. */
    private static final Set<KeyFamily> ROWS = EnumSet.of(
            KeyFamily.RESOURCE_TYPE,
            KeyFamily.RESOURCE,
            KeyFamily.ENTITLEMENT,
            KeyFamily.GRANT,
            KeyFamily.ASSET,
            KeyFamily.SESSION);

    private final RecordScope scope;
    private final Optional<EnvelopeHead> head;
    private final List<Bytes> samples;
    private final Suspects suspects = new Suspects();
    private final RowTotals totals;
    private final LostAccess lostAccess;
    private final SyncState state;
    private final Ingestion ingestion;

    KeyspaceV2Check(RecordScope scope, Optional<EnvelopeHead> head, List<Bytes> samples) {
        this.scope = scope;
        this.head = head;
        this.samples = samples;
        this.totals = new RowTotals(scope.seed());
        this.lostAccess = new LostAccess(scope.lost(), scope.keys().layout());
        this.state = readState();
        this.ingestion = new Ingestion(state.run());
    }

    @Override
    public void run(Workers workers) {
        Attempts attempts = new Attempts(scope, workers);
        markers();
        attempts.run(rows());
        indexes(attempts);
        lostAccess.report(scope);
        ingestion.report(KeyFamily.SYNC_RUN.header(), scope::report);
        if (!attempts.incomplete() && scope.lost().isEmpty()) {
            new SummaryCheck(scope, state, totals).run();
        }
        head.ifPresent(envelope -> new ManifestCheck(scope, state, envelope).run());
    }

    private SyncState readState() {
        StateReader reader = new StateReader(scope, suspects);
        return new SyncState(
                scope.mayHave(MetaKey.PRINCIPAL_INDEX_PENDING.key()),
                scope.mayHave(MetaKey.DIGEST_PENDING.key()),
                reader.run(),
                reader.statistics(),
                reader.read(DigestKey.whole(), FindingCode.DIGEST_MALFORMED, DigestCodec::sum));
    }

    private void markers() {
        if (isSet(MetaKey.PRINCIPAL_INDEX_PENDING)) {
            scope.report(
                    FindingCode.MARKER_INDEX_PENDING,
                    MetaKey.PRINCIPAL_INDEX_PENDING.key(),
                    "an expansion was interrupted: grants may lack their by-principal entries",
                    "");
        }
        if (isSet(MetaKey.DIGEST_PENDING)) {
            scope.report(
                    FindingCode.MARKER_DIGEST_PENDING,
                    MetaKey.DIGEST_PENDING.key(),
                    "building digests was interrupted: they count as absent",
                    "");
        }
        if (state.run().isEmpty() && !scope.lost().contains(KeyFamily.SYNC_RUN.header())) {
            scope.report(FindingCode.SYNC_MISSING, KeyFamily.SYNC_RUN.header(), "no sync in the file", "");
        }
        state.run()
                .filter(run -> Ksuid.ofText(run.id()).isEmpty())
                .ifPresent(run -> scope.report(
                        FindingCode.SYNC_ID,
                        KeyFamily.SYNC_RUN.header(),
                        "expected a KSUID for the id of the sync, found \"" + run.id() + "\"",
                        ""));
    }

    private boolean isSet(MetaKey marker) {
        return scope.mayHave(marker.key()) && !scope.lost().contains(marker.key());
    }

    private List<Runnable> rows() {
        List<Runnable> tasks = new ArrayList<>();
        List<Bytes> cuts = partitionCuts();
        Bytes from = null;
        for (int i = 0; i <= cuts.size(); i++) {
            Bytes to = i < cuts.size() ? cuts.get(i) : null;
            tasks.add(new PartitionCheck(scope, state, suspects, totals, lostAccess, ingestion, from, to));
            from = to;
        }
        tasks.add(new ResourceWalk(scope, state, suspects, totals));
        tasks.add(() -> new RowWalk(scope, suspects, KeyFamily.RESOURCE_TYPE)
                .forEach(row -> totals.resourceTypes.incrementAndGet()));
        tasks.add(() -> new RowWalk(scope, suspects, KeyFamily.ASSET).forEach(row -> totals.assets.incrementAndGet()));
        tasks.add(() -> new RowWalk(scope, suspects, KeyFamily.SESSION).forEach(row -> {}));
        tasks.add(new OtherKeys(scope, scope.keys().layout(), walked()));
        return tasks;
    }

    /** The keys that others look at. */
    private static List<KeyRange> walked() {
        List<KeyRange> walked = new ArrayList<>();
        for (KeyFamily family : ROWS) {
            walked.add(KeyRange.prefix(family.header()));
        }
        for (IndexFamily index : IdentityKeys.INSTANCE.indexes()) {
            walked.add(KeyRange.prefix(index.header()));
        }
        walked.add(DigestKey.partitions());
        walked.add(OtherKeys.only(DigestKey.whole()));
        walked.add(OtherKeys.only(KeyFamily.SYNC_RUN.header()));
        walked.add(OtherKeys.only(MetaKey.STATISTICS.key()));
        return walked;
    }

    private void indexes(Attempts attempts) {
        if (attempts.incomplete() || suspects.tooMany()) {
            scope.findings()
                    .add(Finding.ofFile(
                            FindingCode.RECORDS_NOT_CHECKED,
                            scope.file(),
                            "too many rows cannot be read: indexes, digests and statistics are not compared"));
            return;
        }
        Set<IndexFamily> compared = EnumSet.copyOf(scope.keys().indexes());
        compared.removeIf(index -> !compared(index));
        new IndexesCheck(scope.without(suspects.and(scope.lost())), state, lostAccess, ingestion.verdict(), samples)
                .run(compared, compared, totals.owed(), attempts);
    }

    private boolean compared(IndexFamily index) {
        return switch (index) {
            case GRANT_BY_PRINCIPAL -> !state.principalIndexPending();
            case PRINCIPAL_HASH -> state.digestsCount();
            default -> true;
        };
    }

    /** Partitions at which the walk over grants may be cut, ascending. */
    private List<Bytes> partitionCuts() {
        List<Bytes> cuts = new ArrayList<>();
        for (Bytes sample : samples) {
            if (KeyFamily.of(sample) == KeyFamily.GRANT) {
                Bytes partition = PartitionCheck.partitionOf(sample);
                if (partition != null && !cuts.contains(partition)) {
                    cuts.add(partition);
                }
            }
        }
        cuts.sort(Comparator.naturalOrder());
        return cuts;
    }
}
