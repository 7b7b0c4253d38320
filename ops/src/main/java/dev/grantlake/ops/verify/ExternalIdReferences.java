package dev.grantlake.ops.verify;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.records.key.ExternalIdKeys;
import dev.grantlake.records.key.KeyFamily;
import dev.grantlake.records.row.Row;
import dev.grantlake.records.row.WireMessage;
import dev.grantlake.wire.storage.v3.EntitlementRecord;
import dev.grantlake.wire.storage.v3.EntitlementRef;
import dev.grantlake.wire.storage.v3.ResourceRef;

import java.util.Comparator;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What entitlements and grants of the older interiors refer to: resources, and entitlements together with the resource
 * that they stand on. Rows are not sorted by it there, so it is collected, as much at a time as memory allows, and
 * looked for in the order of keys. Thread-safe.
 */
final class ExternalIdReferences {

    /** Different references that are held at a time: some megabytes. */
    private static final int MAX_HELD = 50_000;

    /**
     * What a grant says that it is of.
     *
     * @param entitlement the key of its row
     * @param resource the key of its resource's row, as far as the grant has its parts; empty if it has none of them
     */
    private record Named(Bytes entitlement, Bytes resource) {}

    private final RecordScope scope;
    private final ExternalIdKeys keys;
    private final SortedMap<Named, Long> entitlements =
            new TreeMap<>(Comparator.comparing(Named::entitlement).thenComparing(Named::resource));
    private final SortedMap<Bytes, Owed> resources = new TreeMap<>();
    private final IngestVerdict verdict;

    /** Who needs the record of a resource: entitlements, grants, and how many of these should have brought it along. */
    private record Owed(long entitlements, long grants, long inserting) {

        Owed plus(Owed other) {
            return new Owed(entitlements + other.entitlements, grants + other.grants, inserting + other.inserting);
        }
    }

    ExternalIdReferences(RecordScope scope, ExternalIdKeys keys, IngestVerdict verdict) {
        this.scope = scope;
        this.keys = keys;
        this.verdict = verdict;
    }

    /**
     * Notes what some grants are of, given their {@code EntitlementRef}.
     *
     * @param inserting how many of the grants were to bring their resource along; they need no record of their
     *     entitlement
     */
    synchronized void toEntitlement(WireMessage reference, long grants, long inserting) {
        Bytes resource = resource(
                reference, EntitlementRef.RESOURCE_TYPE_ID_FIELD_NUMBER, EntitlementRef.RESOURCE_ID_FIELD_NUMBER);
        Bytes entitlement =
                keys.key(KeyFamily.ENTITLEMENT, reference.bytes(EntitlementRef.ENTITLEMENT_ID_FIELD_NUMBER));
        if (grants > inserting) {
            entitlements.merge(new Named(entitlement, parts(reference)), grants - inserting, Long::sum);
        }
        add(resource, new Owed(0, grants, inserting));
    }

    /** Notes what entitlements stand on, given their {@code ResourceRef}. */
    synchronized void toResource(WireMessage reference, long ofEntitlements) {
        add(
                resource(reference, ResourceRef.RESOURCE_TYPE_ID_FIELD_NUMBER, ResourceRef.RESOURCE_ID_FIELD_NUMBER),
                new Owed(ofEntitlements, 0, 0));
    }

    private void add(Bytes resource, Owed owed) {
        if (!resource.isEmpty()) {
            resources.merge(resource, owed, Owed::plus);
        }
        if (entitlements.size() + resources.size() >= MAX_HELD) {
            look();
        }
    }

    /** A reference without an id is none. */
    private Bytes resource(WireMessage reference, int type, int id) {
        return reference.bytes(id).isEmpty()
                ? Bytes.EMPTY
                : keys.key(KeyFamily.RESOURCE, reference.bytes(type), reference.bytes(id));
    }

    /** A type alone is no reference, and yet contradicts an entitlement that is recorded on a resource. */
    private Bytes parts(WireMessage reference) {
        Bytes type = reference.bytes(EntitlementRef.RESOURCE_TYPE_ID_FIELD_NUMBER);
        Bytes id = reference.bytes(EntitlementRef.RESOURCE_ID_FIELD_NUMBER);
        return type.isEmpty() && id.isEmpty() ? Bytes.EMPTY : keys.key(KeyFamily.RESOURCE, type, id);
    }

    /** Looks for all that was noted, reports what is not there, and forgets it. */
    synchronized void look() {
        try (SortedKeys rows = new SortedKeys(scope, KeyRange.prefix(keys.header(KeyFamily.ENTITLEMENT)))) {
            entitlements.forEach((named, grants) -> look(named, grants, rows));
        }
        try (SortedKeys rows = new SortedKeys(scope, KeyRange.prefix(keys.header(KeyFamily.RESOURCE)))) {
            resources.forEach((resource, owed) -> {
                if (!rows.mayContain(resource)) {
                    scope.report(
                            FindingCode.REFERENCE_RESOURCE,
                            resource,
                            "entitlements or grants of a resource that has no record");
                    String owner = AccessText.of(keys.layout(), resource);
                    verdict.violated(Invariant.I7, owner, owed.entitlements());
                    verdict.violated(Invariant.I3, owner, owed.grants(), owed.inserting());
                }
            });
        }
        entitlements.clear();
        resources.clear();
    }

    private void look(Named named, long grants, SortedKeys rows) {
        if (!rows.mayContain(named.entitlement())) {
            dangling(named, grants, " of an entitlement that has no record");
        } else if (!named.resource().isEmpty()
                && rows.contains(named.entitlement())
                && standsElsewhere(new Row(scope.file(), named.entitlement(), rows.value()), named.resource())) {
            dangling(named, grants, " of an entitlement that is recorded on another resource");
        }
    }

    /** Of a row that cannot be read nothing is said here. */
    private boolean standsElsewhere(Row entitlement, Bytes resource) {
        try {
            WireMessage recorded = entitlement.message().message(EntitlementRecord.RESOURCE_FIELD_NUMBER);
            return recorded == null
                    || !resource.equals(keys.key(
                            KeyFamily.RESOURCE,
                            recorded.bytes(ResourceRef.RESOURCE_TYPE_ID_FIELD_NUMBER),
                            recorded.bytes(ResourceRef.RESOURCE_ID_FIELD_NUMBER)));
        } catch (StorageException e) {
            return false;
        }
    }

    private void dangling(Named named, long grants, String what) {
        String count = AccessText.count(grants, "grant");
        scope.report(
                FindingCode.REFERENCE_ENTITLEMENT,
                named.entitlement(),
                count + what,
                count + " of " + AccessText.of(keys.layout(), named.entitlement()));
        verdict.violated(Invariant.I8, AccessText.of(keys.layout(), named.entitlement()), grants);
    }
}
