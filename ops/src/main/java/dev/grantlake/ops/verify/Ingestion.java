package dev.grantlake.ops.verify;

import dev.grantlake.base.Bytes;
import dev.grantlake.records.key.KeyFamily;
import dev.grantlake.records.row.Row;
import dev.grantlake.records.row.WireMessage;
import dev.grantlake.store.SyncRun;
import dev.grantlake.wire.storage.v3.EntitlementRecord;
import dev.grantlake.wire.storage.v3.ResourceRef;

import java.util.Optional;

/**
 * Holds one sync against the invariants of its ingestion: gathers what only all rows together show, and in the end says
 * what is wrong with that, and with what the sync says of itself. Thread-safe.
 */
final class Ingestion {

    private static final int HEADER = 3;

    private final Optional<SyncRun> run;
    private final IngestVerdict verdict;
    private final ExclusionGroups groups = new ExclusionGroups();

    Ingestion(Optional<SyncRun> run) {
        this.run = run;
        this.verdict = new IngestVerdict(run);
    }

    IngestVerdict verdict() {
        return verdict;
    }

    /** Takes a sound row of an entitlement in. */
    void entitlement(Row row) {
        WireMessage record = row.message();
        groups.add(record.messages(EntitlementRecord.ANNOTATIONS_FIELD_NUMBER), () -> {
            WireMessage resource = record.message(EntitlementRecord.RESOURCE_FIELD_NUMBER);
            return new ExclusionGroups.Member(
                    record.text(EntitlementRecord.EXTERNAL_ID_FIELD_NUMBER),
                    resource == null ? "" : resource.text(ResourceRef.RESOURCE_TYPE_ID_FIELD_NUMBER),
                    AccessText.ofResource(row.key().from(HEADER)),
                    row.key());
        });
    }

    /** Reports what the rows, all seen by now, and the sync contradict. */
    void report(RecordScope scope) {
        Bytes sync = KeyFamily.SYNC_RUN.header();
        for (ExclusionGroups.Conflict conflict : groups.conflicts()) {
            ExclusionGroups.Member where = conflict.where();
            scope.report(
                    FindingCode.ENTITLEMENT_EXCLUSION, where.key(), conflict.message(), AccessText.ofRow(where.key()));
            verdict.violated(Invariant.I5, where.owner(), 1);
        }
        if (groups.tooMany()) {
            scope.findings()
                    .add(Finding.ofFile(
                            FindingCode.RECORDS_NOT_CHECKED,
                            scope.file(),
                            "too many exclusion groups: not all of them are compared"));
        }
        run.filter(SyncRun::finished).ifPresent(ended -> {
            for (SpawnedCursors.Cursor cursor : SpawnedCursors.of(ended.token())) {
                scope.report(FindingCode.SYNC_CURSOR, sync, cursor.message(), cursor.resource());
                verdict.violated(Invariant.I10, cursor.resource(), 1);
            }
        });
        for (IngestVerdict.Contradiction contradiction : verdict.contradictions()) {
            scope.report(FindingCode.SYNC_VERIFICATION, sync, contradiction.message(), contradiction.access());
        }
    }
}
