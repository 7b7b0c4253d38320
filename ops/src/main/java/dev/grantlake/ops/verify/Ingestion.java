package dev.grantlake.ops.verify;

import com.google.protobuf.Any;
import dev.grantlake.base.Bytes;
import dev.grantlake.records.key.KeyFamily;
import dev.grantlake.records.row.Origin;
import dev.grantlake.records.row.Row;
import dev.grantlake.records.row.WireMessage;
import dev.grantlake.store.SyncRun;
import dev.grantlake.wire.connector.v2.Entitlement;
import dev.grantlake.wire.connector.v2.ResourceId;
import dev.grantlake.wire.storage.v3.EntitlementRecord;
import dev.grantlake.wire.storage.v3.ResourceRef;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Holds one sync against the invariants of its ingestion: gathers what only all rows together show, and in the end says
 * what is wrong with that, and with what the sync says of itself. Thread-safe.
 */
final class Ingestion {

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
                    resource == null
                            ? ""
                            : resource.text(ResourceRef.RESOURCE_TYPE_ID_FIELD_NUMBER) + " "
                                    + resource.text(ResourceRef.RESOURCE_ID_FIELD_NUMBER),
                    row.key());
        });
    }

    /** Takes an entitlement of a file without such rows in; {@code where} names the sync in errors. */
    void entitlement(Entitlement message, Origin where) {
        List<WireMessage> annotations = new ArrayList<>();
        for (Any annotation : message.getAnnotationsList()) {
            annotations.add(new WireMessage(Bytes.wrap(annotation.toByteArray()), where));
        }
        ResourceId resource = message.getResource().getId();
        String type = resource.getResourceType();
        groups.add(
                annotations,
                () -> new ExclusionGroups.Member(
                        message.getId(), type, type + " " + resource.getResource(), Bytes.EMPTY));
    }

    /** Takes what is wrong; {@code key} is empty if it lies under none of ours. */
    interface Reports {
        void report(FindingCode code, Bytes key, String message, String access);
    }

    /**
     * Reports what the rows, all seen by now, and the sync contradict.
     *
     * @param sync the key of the sync's row
     */
    void report(Bytes sync, Reports scope) {
        for (ExclusionGroups.Conflict conflict : groups.conflicts()) {
            ExclusionGroups.Member where = conflict.where();
            scope.report(
                    FindingCode.ENTITLEMENT_EXCLUSION,
                    where.key(),
                    conflict.message(),
                    "entitlement of " + where.owner());
            verdict.violated(Invariant.I5, where.owner(), 1);
        }
        if (groups.tooMany()) {
            scope.report(
                    FindingCode.RECORDS_NOT_CHECKED,
                    KeyFamily.ENTITLEMENT.header(),
                    "too many exclusion groups: not all of them are compared",
                    "");
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
