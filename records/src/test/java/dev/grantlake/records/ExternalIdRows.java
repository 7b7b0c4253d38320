package dev.grantlake.records;

import dev.grantlake.base.Bytes;
import dev.grantlake.records.key.Ksuid;
import dev.grantlake.wire.storage.v3.AssetRecord;
import dev.grantlake.wire.storage.v3.EntitlementRecord;
import dev.grantlake.wire.storage.v3.EntitlementRef;
import dev.grantlake.wire.storage.v3.GrantExpandableRecord;
import dev.grantlake.wire.storage.v3.GrantRecord;
import dev.grantlake.wire.storage.v3.PrincipalRef;
import dev.grantlake.wire.storage.v3.ResourceRecord;
import dev.grantlake.wire.storage.v3.ResourceRef;
import dev.grantlake.wire.storage.v3.ResourceTypeRecord;
import dev.grantlake.wire.storage.v3.SyncRunRecord;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Makes small stores of the older layouts for tests, rows and index entries, straight from the description of the
 * format: it shares no code with what reads them.
 */
final class ExternalIdRows {

    private final SortedEntries entries;
    private final byte[] scope;

    private ExternalIdRows(SortedEntries entries, byte[] scope) {
        this.entries = entries;
        this.scope = scope;
    }

    /** A store of interior pebble2 with its one sync. */
    static ExternalIdRows pebble2(String syncId) {
        ExternalIdRows rows = new ExternalIdRows(new SortedEntries(), new byte[0]);
        rows.entries.put(Bytes.ofHex("03ff6b657973706163655f76657273696f6e"), Bytes.ofHex("00000002"));
        return rows.run(syncId);
    }

    /** A sync of interior pebble, put into {@code entries}. */
    static ExternalIdRows pebble(SortedEntries entries, Ksuid sync) {
        entries.put(Bytes.ofHex("03ff69647800").plus(Bytes.utf8("grant_needs_expansion")), Bytes.ofHex("00000001"));
        return new ExternalIdRows(entries, sync.bytes().toArray()).run(sync.toString());
    }

    private ExternalIdRows run(String syncId) {
        return put(
                key(0x06), SyncRunRecord.newBuilder().setSyncId(syncId).build().toByteArray());
    }

    SortedEntries entries() {
        return entries;
    }

    ExternalIdRows resourceType(String id) {
        return put(
                key(0x01, id),
                ResourceTypeRecord.newBuilder().setExternalId(id).build().toByteArray());
    }

    ExternalIdRows asset(String id) {
        return put(
                key(0x05, id),
                AssetRecord.newBuilder().setExternalId(id).build().toByteArray());
    }

    ExternalIdRows resource(String type, String id, Optional<dev.grantlake.store.ResourceId> parent) {
        ResourceRecord.Builder record =
                ResourceRecord.newBuilder().setResourceTypeId(type).setResourceId(id);
        parent.ifPresent(p -> {
            record.setParent(ref(p.type(), p.id()));
            if (!p.id().isEmpty()) {
                index(0x01, p.type(), p.id(), type, id);
            }
        });
        return put(key(0x02, type, id), record.build().toByteArray());
    }

    ExternalIdRows entitlement(String type, String resource, String id) {
        if (!resource.isEmpty()) {
            index(0x02, type, resource, id);
        }
        return put(
                key(0x03, id),
                EntitlementRecord.newBuilder()
                        .setExternalId(id)
                        .setResource(ref(type, resource))
                        .build()
                        .toByteArray());
    }

    /** A grant with an expansion that is pending, or with none. */
    ExternalIdRows grant(
            String id, String type, String resource, String entitlement, String prt, String pid, boolean pending) {
        GrantRecord.Builder record = GrantRecord.newBuilder()
                .setExternalId(id)
                .setEntitlement(EntitlementRef.newBuilder()
                        .setResourceTypeId(type)
                        .setResourceId(resource)
                        .setEntitlementId(entitlement))
                .setPrincipal(PrincipalRef.newBuilder().setResourceTypeId(prt).setResourceId(pid));
        if (pending) {
            record.setNeedsExpansion(true)
                    .setExpansion(GrantExpandableRecord.newBuilder().addEntitlementIds("x"));
            index(0x05, id);
        }
        index(0x03, entitlement, prt, pid, id);
        index(0x04, prt, pid, id);
        index(0x06, prt, id);
        if (scope.length == 0) {
            index(0x07, type, resource, id);
        }
        return grant(id, record.build());
    }

    /** A grant as it is, without index entries. */
    ExternalIdRows grant(String id, GrantRecord record) {
        return put(key(0x04, id), record.toByteArray());
    }

    /** An index entry, whether a row owes it or not. */
    ExternalIdRows index(int index, String... components) {
        ByteArrayOutputStream key = new ByteArrayOutputStream();
        key.write(0x03);
        key.write(0x07);
        key.write(index);
        return put(finish(key, components), new byte[0]);
    }

    /** The key of a row. */
    Bytes key(int family, String... components) {
        ByteArrayOutputStream key = new ByteArrayOutputStream();
        key.write(0x03);
        key.write(family);
        return finish(key, components);
    }

    private Bytes finish(ByteArrayOutputStream key, String... components) {
        key.writeBytes(scope);
        for (String component : components) {
            key.write(0);
            for (byte b : component.getBytes(StandardCharsets.UTF_8)) {
                if (b == 0 || b == 1) {
                    key.write(1);
                    key.write(b + 1);
                } else {
                    key.write(b);
                }
            }
        }
        return Bytes.wrap(key.toByteArray());
    }

    private ExternalIdRows put(Bytes key, byte[] value) {
        entries.put(key, Bytes.wrap(value));
        return this;
    }

    private static ResourceRef ref(String type, String id) {
        return ResourceRef.newBuilder()
                .setResourceTypeId(type)
                .setResourceId(id)
                .build();
    }
}
