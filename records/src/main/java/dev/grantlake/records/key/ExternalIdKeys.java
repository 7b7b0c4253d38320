package dev.grantlake.records.key;

import dev.grantlake.base.Bytes;
import dev.grantlake.records.row.KeyOrigin;
import dev.grantlake.records.row.Row;
import dev.grantlake.records.row.WireMessage;
import dev.grantlake.wire.storage.v3.EntitlementRecord;
import dev.grantlake.wire.storage.v3.EntitlementRef;
import dev.grantlake.wire.storage.v3.GrantRecord;
import dev.grantlake.wire.storage.v3.PrincipalRef;
import dev.grantlake.wire.storage.v3.ResourceRecord;
import dev.grantlake.wire.storage.v3.ResourceRef;
import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * The keys of one sync of the older interiors, {@code pebble} and {@code pebble2}. Between a header and the components
 * stands the id of the sync, which in {@code pebble2} has no bytes. See docs/formats/older-interiors.md.
 */
public final class ExternalIdKeys implements SyncKeys {

    /** The indexes of these layouts. */
    public static final Set<IndexFamily> INDEXES =
            Collections.unmodifiableSet(EnumSet.complementOf(EnumSet.of(IndexFamily.PRINCIPAL_HASH)));

    /** In keyspace version 1 every record has the id of its sync here; some of today's have no such field. */
    private static final int SYNC_ID_FIELD_NUMBER = 1;

    private final Bytes scope;

    private ExternalIdKeys(Bytes scope) {
        this.scope = scope;
    }

    /** The keys of the one sync of a store of interior {@code pebble2}. */
    public static ExternalIdKeys ofOneSync() {
        return new ExternalIdKeys(Bytes.EMPTY);
    }

    /** The keys of one of the syncs of a store of interior {@code pebble}. */
    public static ExternalIdKeys ofSync(Ksuid sync) {
        return new ExternalIdKeys(sync.bytes());
    }

    @Override
    public KeyLayout layout() {
        return scope.isEmpty() ? KeyLayout.EXTERNAL_IDS : KeyLayout.EXTERNAL_IDS_BY_SYNC;
    }

    @Override
    public Bytes header(KeyFamily family) {
        return family.header().plus(scope);
    }

    @Override
    public Bytes header(IndexFamily index) {
        return index.header().plus(scope);
    }

    @Override
    public Bytes statistics() {
        return MetaKey.STATISTICS.key().plus(scope);
    }

    @Override
    public Set<IndexFamily> indexes() {
        return INDEXES;
    }

    /** The key of the row with these components, which are not escaped yet. */
    public Bytes key(KeyFamily family, Bytes... components) {
        KeyBuilder key = new KeyBuilder(header(family));
        for (Bytes component : components) {
            key.raw(component);
        }
        return key.toKey();
    }

    /** A record of version 1 without the id of a sync belongs to this one; a sync's own record must have it. */
    @Override
    public Bytes rowKey(KeyFamily family, Row row) {
        WireMessage record = row.message();
        Bytes components = switch (family) {
            case ENTITLEMENT -> id(record, EntitlementRecord.EXTERNAL_ID_FIELD_NUMBER);
            case GRANT -> id(record, GrantRecord.EXTERNAL_ID_FIELD_NUMBER);
            default -> RowKeys.of(family, row).from(family.header().length());
        };
        return family.header().plus(syncOf(family, record)).plus(components);
    }

    private static Bytes id(WireMessage record, int field) {
        return new KeyBuilder(Bytes.EMPTY).raw(record.bytes(field)).toKey();
    }

    private Bytes syncOf(KeyFamily family, WireMessage record) {
        if (scope.isEmpty()) {
            return scope;
        }
        Bytes id = record.bytes(SYNC_ID_FIELD_NUMBER);
        if (id.isEmpty() && family != KeyFamily.SYNC_RUN) {
            return scope;
        }
        return Ksuid.ofText(id.toUtf8())
                .map(Ksuid::bytes)
                .orElseThrow(() -> record.origin().corrupt("the id of a sync", id.toString()));
    }

    @Override
    public void entries(KeyFamily family, Row row, Set<IndexFamily> wanted, DerivedKeys.Sink sink) {
        Bytes own = row.key().from(header(family).length());
        DerivedKeys.Sink filtered = (index, key, value) -> {
            if (wanted.contains(index)) {
                sink.entry(index, key, value);
            }
        };
        switch (family) {
            case RESOURCE -> ofResource(row.message(), own, filtered);
            case ENTITLEMENT -> ofEntitlement(row.message(), own, filtered);
            case GRANT -> ofGrant(row.message(), own, filtered);
            default -> {}
        }
    }

    /** By parent, if that has an id; a type alone is no parent. */
    private void ofResource(WireMessage resource, Bytes own, DerivedKeys.Sink sink) {
        WireMessage parent = resource.message(ResourceRecord.PARENT_FIELD_NUMBER);
        if (parent != null
                && !parent.bytes(ResourceRef.RESOURCE_ID_FIELD_NUMBER).isEmpty()) {
            KeyBuilder key = key(IndexFamily.RESOURCE_BY_PARENT)
                    .raw(parent.bytes(ResourceRef.RESOURCE_TYPE_ID_FIELD_NUMBER))
                    .raw(parent.bytes(ResourceRef.RESOURCE_ID_FIELD_NUMBER));
            put(IndexFamily.RESOURCE_BY_PARENT, key, own, sink);
        }
    }

    /** By resource, if that has an id. */
    private void ofEntitlement(WireMessage entitlement, Bytes own, DerivedKeys.Sink sink) {
        WireMessage resource = entitlement.message(EntitlementRecord.RESOURCE_FIELD_NUMBER);
        if (resource != null
                && !resource.bytes(ResourceRef.RESOURCE_ID_FIELD_NUMBER).isEmpty()) {
            KeyBuilder key = key(IndexFamily.ENTITLEMENT_BY_RESOURCE)
                    .raw(resource.bytes(ResourceRef.RESOURCE_TYPE_ID_FIELD_NUMBER))
                    .raw(resource.bytes(ResourceRef.RESOURCE_ID_FIELD_NUMBER));
            put(IndexFamily.ENTITLEMENT_BY_RESOURCE, key, own, sink);
        }
    }

    private void ofGrant(WireMessage grant, Bytes own, DerivedKeys.Sink sink) {
        WireMessage entitlement = grant.message(GrantRecord.ENTITLEMENT_FIELD_NUMBER);
        WireMessage principal = grant.message(GrantRecord.PRINCIPAL_FIELD_NUMBER);
        if (entitlement != null) {
            ofEntitlementRef(entitlement, principal, own, sink);
        }
        if (principal != null) {
            Bytes type = principal.bytes(PrincipalRef.RESOURCE_TYPE_ID_FIELD_NUMBER);
            Bytes id = principal.bytes(PrincipalRef.RESOURCE_ID_FIELD_NUMBER);
            put(
                    IndexFamily.GRANT_BY_PRINCIPAL,
                    key(IndexFamily.GRANT_BY_PRINCIPAL).raw(type).raw(id),
                    own,
                    sink);
            put(
                    IndexFamily.GRANT_BY_PRINCIPAL_TYPE,
                    key(IndexFamily.GRANT_BY_PRINCIPAL_TYPE).raw(type),
                    own,
                    sink);
        }
        if (grant.flag(GrantRecord.NEEDS_EXPANSION_FIELD_NUMBER)) {
            put(IndexFamily.GRANT_NEEDS_EXPANSION, key(IndexFamily.GRANT_NEEDS_EXPANSION), own, sink);
        }
    }

    /** By entitlement, if there is a principal too; by the entitlement's resource, if that has an id. */
    private void ofEntitlementRef(
            WireMessage entitlement, @Nullable WireMessage principal, Bytes own, DerivedKeys.Sink sink) {
        if (principal != null) {
            KeyBuilder key = key(IndexFamily.GRANT_BY_ENTITLEMENT)
                    .raw(entitlement.bytes(EntitlementRef.ENTITLEMENT_ID_FIELD_NUMBER))
                    .raw(principal.bytes(PrincipalRef.RESOURCE_TYPE_ID_FIELD_NUMBER))
                    .raw(principal.bytes(PrincipalRef.RESOURCE_ID_FIELD_NUMBER));
            put(IndexFamily.GRANT_BY_ENTITLEMENT, key, own, sink);
        }
        Bytes resource = entitlement.bytes(EntitlementRef.RESOURCE_ID_FIELD_NUMBER);
        if (!resource.isEmpty()) {
            KeyBuilder key = key(IndexFamily.GRANT_BY_RESOURCE)
                    .raw(entitlement.bytes(EntitlementRef.RESOURCE_TYPE_ID_FIELD_NUMBER))
                    .raw(resource);
            put(IndexFamily.GRANT_BY_RESOURCE, key, own, sink);
        }
    }

    private KeyBuilder key(IndexFamily index) {
        return KeyBuilder.of(index).append(scope);
    }

    /** Every entry ends in what stands in the row's own key. */
    private static void put(IndexFamily index, KeyBuilder key, Bytes own, DerivedKeys.Sink sink) {
        sink.entry(index, key.append(own).toKey(), Bytes.EMPTY);
    }

    @Override
    public Bytes rowOf(IndexFamily index, Bytes entry, String file) {
        int components = components(index);
        Tuple parts = Tuple.of(entry, header(index).length(), components, new KeyOrigin(file, entry));
        KeyFamily family = index.rows();
        return KeyBuilder.of(family)
                .append(scope)
                .encoded(parts.span(components - components(family), components))
                .toKey();
    }

    /** How many components the keys of a family have. */
    static int components(KeyFamily family) {
        return family == KeyFamily.ENTITLEMENT || family == KeyFamily.GRANT ? 1 : family.components();
    }

    /** How many components the entries of an index have. */
    static int components(IndexFamily index) {
        return switch (index) {
            case GRANT_NEEDS_EXPANSION -> 1;
            case GRANT_BY_PRINCIPAL -> 3;
            default -> index.components();
        };
    }
}
