package dev.grantlake.ops.verify;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.c1z.EnvelopeHead;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.records.codec.DigestCodec;
import dev.grantlake.records.codec.StatisticsCodec;
import dev.grantlake.records.codec.SyncRunCodec;
import dev.grantlake.records.key.DigestKey;
import dev.grantlake.records.key.IndexFamily;
import dev.grantlake.records.key.KeyFamily;
import dev.grantlake.records.key.Ksuid;
import dev.grantlake.records.key.MetaKey;
import dev.grantlake.records.row.Row;
import dev.grantlake.records.row.WireForm;
import dev.grantlake.store.SyncRun;
import dev.grantlake.store.SyncStatistics;
import dev.grantlake.wire.storage.v3.SyncStatsRecord;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Checks the records of keyspace version 2: first all rows, with what they add up to, then the indexes against that.
 * Rows that turn out unsound are left out of what follows.
 */
final class KeyspaceV2Check implements KeyspaceCheck {

    private final RecordScope scope;
    private final Optional<EnvelopeHead> head;
    private final List<Bytes> samples;
    private final Suspects suspects = new Suspects();
    private final RowTotals totals;
    private final LostAccess lostAccess;
    private final SyncState state;
    private final Ingestion ingestion;

    /** Whether a part of the rows could not be walked, so that nothing follows from what was seen. */
    private volatile boolean incomplete;

    KeyspaceV2Check(RecordScope scope, Optional<EnvelopeHead> head, List<Bytes> samples) {
        this.scope = scope;
        this.head = head;
        this.samples = samples;
        this.totals = new RowTotals(scope.seed());
        this.lostAccess = new LostAccess(scope.lost());
        this.state = readState();
        this.ingestion = new Ingestion(state.run());
    }

    @Override
    public void run(Workers workers) {
        markers();
        rows(workers);
        indexes(workers);
        lostAccess.report(scope);
        ingestion.report(scope::report);
        if (!incomplete && scope.lost().isEmpty()) {
            new SummaryCheck(scope, state, totals).run();
        }
        head.ifPresent(envelope -> new ManifestCheck(scope, state, envelope).run());
    }

    private SyncState readState() {
        return new SyncState(
                pending(MetaKey.PRINCIPAL_INDEX_PENDING),
                pending(MetaKey.DIGEST_PENDING),
                read(KeyFamily.SYNC_RUN.header(), this::run),
                read(MetaKey.STATISTICS.key(), this::statistics),
                read(DigestKey.whole(), DigestCodec::sum));
    }

    /** Whether a marker is set; one that cannot be read may be. */
    private boolean pending(MetaKey marker) {
        return scope.lost().contains(marker.key()) || scope.reader().get(marker.key()) != null;
    }

    private SyncRun run(Row row) {
        new RowCheck(scope, suspects, KeyFamily.SYNC_RUN).passes(row);
        return SyncRunCodec.ofRecord(row.message());
    }

    private SyncStatistics statistics(Row row) {
        WireForm.of(SyncStatsRecord.getDescriptor()).check(row.value(), row);
        return StatisticsCodec.of(row.message());
    }

    /** What lies under one key, if it is there and can be read; that it cannot is reported. */
    private <T> Optional<T> read(Bytes key, Function<Row, T> decoder) {
        if (scope.lost().contains(key)) {
            return Optional.empty();
        }
        Bytes value = scope.reader().get(key);
        if (value == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(decoder.apply(new Row(scope.file(), key, value)));
        } catch (StorageException e) {
            scope.report(
                    KeyFamily.of(key) == KeyFamily.DIGEST
                            ? FindingCode.DIGEST_MALFORMED
                            : FindingCode.RECORD_UNDECODABLE,
                    key,
                    String.valueOf(e.getMessage()),
                    "");
            return Optional.empty();
        }
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
        return pending(marker) && !scope.lost().contains(marker.key());
    }

    private void rows(Workers workers) {
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
        tasks.add(new OtherKeys(scope));
        workers.run(tasks.stream().map(this::guarded).toList());
    }

    private void indexes(Workers workers) {
        if (incomplete || suspects.tooMany()) {
            scope.findings()
                    .add(Finding.ofFile(
                            FindingCode.RECORDS_NOT_CHECKED,
                            scope.file(),
                            "too many rows cannot be read: indexes, digests and statistics are not compared"));
            return;
        }
        RecordScope sound = scope.without(suspects.and(scope.lost()));
        Map<IndexFamily, List<IndexCheck>> checks = new EnumMap<>(IndexFamily.class);
        List<Runnable> tasks = new ArrayList<>();
        for (IndexFamily index : IndexFamily.values()) {
            if (!compared(index)) {
                continue;
            }
            for (KeyRange part : parts(index)) {
                IndexCheck check = new IndexCheck(sound, state, index, part, lostAccess, ingestion.verdict());
                checks.computeIfAbsent(index, family -> new ArrayList<>()).add(check);
                tasks.add(check);
            }
        }
        workers.run(tasks.stream().map(this::guarded).toList());
        if (!incomplete) {
            checks.forEach((index, parts) -> compare(sound, index, parts));
        }
    }

    private boolean compared(IndexFamily index) {
        return switch (index) {
            case GRANT_BY_PRINCIPAL -> !state.principalIndexPending();
            case PRINCIPAL_HASH -> state.digestsCount();
            default -> !index.retired();
        };
    }

    private void compare(RecordScope sound, IndexFamily index, List<IndexCheck> parts) {
        IndexSums found = new IndexSums(scope.seed());
        parts.forEach(part -> found.add(part.found()));
        new IndexDifferences(sound, index, totals.owed().of(index), found.of(index)).report();
    }

    private Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (StorageException e) {
                incomplete = true;
                scope.findings().add(Finding.of(FindingCode.RECORDS_UNREADABLE, e, scope.file()));
            }
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

    private List<KeyRange> parts(IndexFamily index) {
        KeyRange all = KeyRange.prefix(index.header());
        List<Bytes> cuts = new ArrayList<>();
        for (Bytes sample : samples) {
            if (IndexFamily.of(sample) == index
                    && sample.length() > index.header().length() + 1) {
                // Not inside of the entries of one principal or parent.
                int header = index.header().length() + 1;
                Bytes cut = sample.slice(0, header).plus(AccessText.firstTwo(sample.from(header)));
                if (!cuts.contains(cut)) {
                    cuts.add(cut);
                }
            }
        }
        cuts.sort(Comparator.naturalOrder());
        List<KeyRange> parts = new ArrayList<>();
        Bytes from = all.from();
        for (Bytes cut : cuts) {
            parts.add(new KeyRange(from, cut));
            from = cut;
        }
        parts.add(new KeyRange(from, all.to()));
        return parts;
    }
}
