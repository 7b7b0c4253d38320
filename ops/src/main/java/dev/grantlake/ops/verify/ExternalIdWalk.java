package dev.grantlake.ops.verify;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.records.key.IndexFamily;
import dev.grantlake.records.key.KeyFamily;
import dev.grantlake.records.row.Row;
import dev.grantlake.records.row.WireMessage;
import dev.grantlake.wire.storage.v3.EntitlementRecord;
import dev.grantlake.wire.storage.v3.EntitlementRef;
import dev.grantlake.wire.storage.v3.GrantRecord;
import dev.grantlake.wire.storage.v3.ResourceRef;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;

/**
 * Goes through grants or entitlements that are keyed by external ids: counts them by what their values say, adds up the
 * index entries that they owe, and notes what they refer to.
 */
final class ExternalIdWalk implements Runnable {

    private final RecordScope scope;
    private final KeyFamily family;
    private final KeyRange part;
    private final RowWalk walk;
    private final RowTotals totals;
    private final LostAccess lostAccess;
    private final Ingestion ingestion;
    private final @Nullable ExternalIdReferences references;
    private final IndexSums owed;
    private final Map<Bytes, Long> types = new HashMap<>();

    private @Nullable WireMessage lastReference;
    private long ofLastReference;
    private long inserting;

    /**
     * A walk over one part of a family.
     *
     * @param references null if nobody wants to know of them
     */
    ExternalIdWalk(
            RecordScope scope,
            KeyFamily family,
            KeyRange part,
            Suspects suspects,
            RowTotals totals,
            LostAccess lostAccess,
            Ingestion ingestion,
            @Nullable ExternalIdReferences references) {
        this.scope = scope;
        this.family = family;
        this.part = part;
        this.walk = new RowWalk(scope, suspects, family);
        this.totals = totals;
        this.lostAccess = lostAccess;
        this.ingestion = ingestion;
        this.references = references;
        this.owed = new IndexSums(scope.seed());
    }

    @Override
    public void run() {
        boolean grants = family == KeyFamily.GRANT;
        walk.forEach(part, row -> {
            scope.keys().entries(family, row, scope.keys().indexes(), this::owes);
            WireMessage reference = row.message()
                    .message(grants ? GrantRecord.ENTITLEMENT_FIELD_NUMBER : EntitlementRecord.RESOURCE_FIELD_NUMBER);
            refer(reference);
            if (grants) {
                expansion(row);
                inserting += references != null && GrantMarks.insertsResource(row) ? 1 : 0;
            } else {
                ingestion.entitlement(row);
            }
        });
        endReference();
        TypeCounts counts = grants ? totals.grants : totals.entitlements;
        types.forEach((type, count) -> counts.add(type.toUtf8(), count));
        totals.addOwed(owed);
    }

    private void owes(IndexFamily index, Bytes key, Bytes value) {
        if (scope.lost().contains(key)) {
            lostAccess.entry(index, key);
        } else {
            owed.add(index, key, value);
        }
    }

    /** Rows with one reference often follow each other. */
    private void refer(@Nullable WireMessage reference) {
        WireMessage last = lastReference;
        if (reference == null || last == null || !reference.encoded().equals(last.encoded())) {
            endReference();
            lastReference = reference;
        }
        ofLastReference++;
    }

    private void endReference() {
        WireMessage reference = lastReference;
        boolean grants = family == KeyFamily.GRANT;
        if (ofLastReference > 0) {
            Bytes type = reference == null
                    ? Bytes.EMPTY
                    : reference.bytes(
                            grants
                                    ? EntitlementRef.RESOURCE_TYPE_ID_FIELD_NUMBER
                                    : ResourceRef.RESOURCE_TYPE_ID_FIELD_NUMBER);
            types.merge(type, ofLastReference, Long::sum);
        }
        if (references != null && reference != null) {
            if (grants) {
                references.toEntitlement(reference, ofLastReference, inserting);
            } else {
                references.toResource(reference, ofLastReference);
            }
        }
        ofLastReference = 0;
        inserting = 0;
    }

    /** What is wrong with a grant that is to be expanded. */
    private void expansion(Row row) {
        WireMessage grant = row.message();
        if (grant.flag(GrantRecord.NEEDS_EXPANSION_FIELD_NUMBER)
                && grant.message(GrantRecord.EXPANSION_FIELD_NUMBER) == null) {
            scope.report(
                    FindingCode.RECORD_EXPANSION,
                    row.key(),
                    "a grant that is to be expanded, and does not say into what");
        }
    }
}
