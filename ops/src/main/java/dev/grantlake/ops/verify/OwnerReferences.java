package dev.grantlake.ops.verify;

import dev.grantlake.base.Bytes;
import dev.grantlake.records.key.KeyFamily;
import dev.grantlake.records.key.TupleCodec;
import dev.grantlake.records.row.Row;
import org.jspecify.annotations.Nullable;

/**
 * Sees which resources and entitlements are only referred to while the partitions of a finished full sync go by, in
 * order: the invariants I3, I7 and I8. Grants are looked into only where something is missing. Belongs to one thread.
 */
final class OwnerReferences {

    private static final Bytes SEPARATOR = Bytes.wrap(new byte[] {TupleCodec.SEPARATOR});

    private final RecordScope scope;
    private final boolean applies;
    private final IngestVerdict verdict;
    private final SortedKeys resources;

    private @Nullable Bytes resource;
    private boolean resourceMissing;
    private long entitlements;
    private long grants;
    private long inserting;

    private Bytes partition = Bytes.EMPTY;
    private boolean entitlementMissing;
    private long grantsOfEntitlement;
    private long insertingOfEntitlement;

    OwnerReferences(RecordScope scope, SyncState state, IngestVerdict verdict, SortedKeys resources) {
        this.scope = scope;
        this.applies = state.isComplete();
        this.verdict = verdict;
        this.resources = resources;
    }

    /**
     * Enters a partition.
     *
     * @param recorded whether its entitlement has a record
     * @return whether {@link #grant} is to be called for its grants
     */
    boolean enter(Bytes entered, boolean recorded) {
        if (!applies) {
            return false;
        }
        Bytes owner = AccessText.firstTwo(entered);
        if (resource == null || !resource.equals(owner)) {
            end();
            resource = owner;
            resourceMissing = !resources.mayContain(resourceKey(owner));
        }
        partition = entered;
        entitlementMissing = !recorded;
        entitlements += recorded ? 1 : 0;
        grantsOfEntitlement = 0;
        insertingOfEntitlement = 0;
        return resourceMissing || entitlementMissing;
    }

    /** Counts a sound grant of the partition. */
    void grant(Row row) {
        grantsOfEntitlement++;
        insertingOfEntitlement += GrantMarks.insertsResource(row) ? 1 : 0;
    }

    /** Leaves the partition. */
    void leave() {
        long ordinary = grantsOfEntitlement - insertingOfEntitlement;
        if (entitlementMissing && ordinary > 0) {
            String of = AccessText.ofResource(partition);
            scope.report(
                    FindingCode.REFERENCE_ENTITLEMENT,
                    KeyFamily.ENTITLEMENT.header().plus(SEPARATOR).plus(partition),
                    AccessText.count(ordinary, "grant") + " of an entitlement that has no record",
                    AccessText.count(ordinary, "grant") + " of " + of);
            verdict.violated(Invariant.I8, of, ordinary);
        }
        grants += grantsOfEntitlement;
        inserting += insertingOfEntitlement;
    }

    /** Leaves the last resource. */
    void end() {
        Bytes owner = resource;
        if (owner != null && resourceMissing && entitlements + grants > 0) {
            String access = AccessText.ofResource(owner);
            scope.report(
                    FindingCode.REFERENCE_RESOURCE,
                    resourceKey(owner),
                    AccessText.count(entitlements, "entitlement") + " and " + AccessText.count(grants, "grant")
                            + " of a resource that has no record"
                            + (inserting > 0
                                    ? ", which " + inserting + " of the grants should have brought along"
                                    : ""),
                    access);
            verdict.violated(Invariant.I7, access, entitlements);
            verdict.violated(Invariant.I3, access, grants, inserting);
        }
        entitlements = 0;
        grants = 0;
        inserting = 0;
    }

    private static Bytes resourceKey(Bytes components) {
        return KeyFamily.RESOURCE.header().plus(SEPARATOR).plus(components);
    }
}
