package dev.grantlake.records.key;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.kv.KeyValueReader;
import dev.grantlake.records.row.InternTable;
import dev.grantlake.records.row.Origin;
import dev.grantlake.records.row.Row;
import dev.grantlake.records.row.Utf8;
import dev.grantlake.store.EntitlementFilter;
import dev.grantlake.store.EntitlementKey;
import dev.grantlake.store.GrantFilter;
import dev.grantlake.store.GrantKey;
import dev.grantlake.store.ResourceFilter;
import dev.grantlake.store.ResourceId;

import java.util.Optional;
import java.util.Set;

/**
 * Keyspace version 2, which the interior {@code pebble3} holds: one sync a file, no sync id in the keys of records,
 * grants keyed by entitlement and principal. The layout is on the page docs/formats/records.md.
 *
 * <p>Implementation note. Every path is as narrow as the filter's conditions let it be, counted in entries to walk:
 *
 * <ul>
 *   <li>entitlement and principal: one key;
 *   <li>principal: its part of the by-principal index, which goes on with the entitlement's components, so resource and
 *       resource type narrow it further. Where that index is not complete (an expansion was interrupted), the rows
 *       themselves, told apart by the end of their keys;
 *   <li>not expanded yet: the needs-expansion index, whose entries go on like the rows' keys;
 *   <li>else the rows, from the longest prefix that the conditions give.
 * </ul>
 *
 * What is left of the conditions then is a {@link RowTest}, on the key wherever the key can tell.
 */
public final class KeyspaceV2 implements Keyspace {

    /** The value of the keyspace stamp. */
    public static final int VERSION = 2;

    /** The value of the id format stamp. */
    public static final int ID_FORMAT = 2;

    private static final int PRINCIPAL = 4;

    private final String file;
    private final String syncId;
    private final boolean principalIndexComplete;
    private final IndexKeys indexKeys;
    private final InternTable<EntitlementKey> entitlements = new InternTable<>(KeyspaceV2::entitlement);
    private final InternTable<String> typeIds =
            new InternTable<>((encoded, origin) -> Utf8.decode(TupleCodec.decode(encoded, origin), origin));

    /**
     * The keyspace of one store.
     *
     * @param file the store as error messages name it
     * @param syncId the sync of the file, part of the keys of sessions
     * @param principalIndexComplete whether every grant has its by-principal entry
     */
    public KeyspaceV2(String file, String syncId, boolean principalIndexComplete) {
        this.file = file;
        this.syncId = syncId;
        this.principalIndexComplete = principalIndexComplete;
        this.indexKeys = new IndexKeys(file);
    }

    @Override
    public AccessPath statistics() {
        return AccessPath.point(MetaKey.STATISTICS.key());
    }

    @Override
    public AccessPath resourceType(String id) {
        return AccessPath.point(KeyBuilder.of(KeyFamily.RESOURCE_TYPE).text(id).toKey());
    }

    @Override
    public AccessPath resourceTypes() {
        return all(KeyFamily.RESOURCE_TYPE);
    }

    @Override
    public AccessPath resource(ResourceId id) {
        return AccessPath.point(
                KeyBuilder.of(KeyFamily.RESOURCE).resource(id.type(), id.id()).toKey());
    }

    @Override
    public AccessPath resources(ResourceFilter filter) {
        if (filter.parent().isPresent()) {
            return children(filter.parent().get(), filter.type());
        }
        if (filter.type().isPresent()) {
            return AccessPath.rows(
                    KeyFamily.RESOURCE,
                    KeyBuilder.of(KeyFamily.RESOURCE)
                            .text(filter.type().get())
                            .separator()
                            .toKey());
        }
        return all(KeyFamily.RESOURCE);
    }

    private AccessPath children(ResourceId parent, Optional<String> type) {
        KeyBuilder prefix = KeyBuilder.of(IndexFamily.RESOURCE_BY_PARENT).resource(parent.type(), parent.id());
        type.ifPresent(prefix::text);
        return AccessPath.index(
                        IndexFamily.RESOURCE_BY_PARENT, prefix.separator().toKey(), indexKeys::child)
                .where(new ChildOf(file, parent));
    }

    @Override
    public AccessPath entitlement(EntitlementKey key) {
        return AccessPath.point(KeyBuilder.of(KeyFamily.ENTITLEMENT)
                .entitlement(EntitlementIdentity.of(key))
                .toKey());
    }

    @Override
    public AccessPath entitlements(EntitlementFilter filter) {
        Optional<ResourceId> resource = filter.resource();
        Optional<String> type = filter.resourceType();
        if (resource.isPresent() && differs(type, resource.get().type())) {
            return AccessPath.nowhere();
        }
        KeyBuilder prefix = KeyBuilder.of(KeyFamily.ENTITLEMENT);
        if (resource.isPresent()) {
            prefix.resource(resource.get().type(), resource.get().id());
        } else if (type.isPresent()) {
            prefix.text(type.get());
        } else {
            return all(KeyFamily.ENTITLEMENT);
        }
        return AccessPath.rows(KeyFamily.ENTITLEMENT, prefix.separator().toKey());
    }

    @Override
    public AccessPath grant(GrantKey key) {
        return AccessPath.point(KeyBuilder.of(KeyFamily.GRANT)
                .entitlement(EntitlementIdentity.of(key.entitlement()))
                .resource(key.principal().type(), key.principal().id())
                .toKey());
    }

    @Override
    public AccessPath grants(GrantFilter filter) {
        if (contradictory(filter)) {
            return AccessPath.nowhere();
        }
        RowTest pending = filter.pendingExpansion() ? new PendingExpansion(file) : RowTest.ANY;
        if (filter.principal().isPresent()) {
            return grantsOf(filter.principal().get(), filter).where(pending);
        }
        return scoped(filter).where(ofTypes(filter.principalTypes())).where(pending);
    }

    private static boolean contradictory(GrantFilter filter) {
        Optional<ResourceId> resource = filter.entitlement().map(EntitlementKey::resource);
        if (resource.isPresent() && differs(filter.resource(), resource.get())) {
            return true;
        }
        Optional<String> type = resource.or(filter::resource).map(ResourceId::type);
        if (type.isPresent() && differs(filter.resourceType(), type.get())) {
            return true;
        }
        return filter.principal().isPresent()
                && !filter.principalTypes().isEmpty()
                && !filter.principalTypes().contains(filter.principal().get().type());
    }

    private static <T> boolean differs(Optional<T> condition, T value) {
        return condition.isPresent() && !condition.get().equals(value);
    }

    private AccessPath grantsOf(ResourceId principal, GrantFilter filter) {
        if (filter.entitlement().isPresent()) {
            return grant(new GrantKey(filter.entitlement().get(), principal));
        }
        if (!principalIndexComplete) {
            return scoped(filter).where(ofPrincipal(principal));
        }
        KeyBuilder prefix = KeyBuilder.of(IndexFamily.GRANT_BY_PRINCIPAL).resource(principal.type(), principal.id());
        scope(prefix, filter);
        return AccessPath.index(
                IndexFamily.GRANT_BY_PRINCIPAL, prefix.separator().toKey(), indexKeys::grantByPrincipal);
    }

    /** The rows or needs-expansion entries with the longest prefix that the entitlement's side of a filter gives. */
    private AccessPath scoped(GrantFilter filter) {
        KeyBuilder prefix = filter.pendingExpansion()
                ? KeyBuilder.of(IndexFamily.GRANT_NEEDS_EXPANSION)
                : KeyBuilder.of(KeyFamily.GRANT);
        boolean narrowed = scope(prefix, filter);
        if (filter.entitlement().isPresent() && filter.principalTypes().size() == 1) {
            prefix.text(filter.principalTypes().iterator().next());
        }
        if (narrowed) {
            prefix.separator();
        }
        return filter.pendingExpansion()
                ? AccessPath.index(IndexFamily.GRANT_NEEDS_EXPANSION, prefix.toKey(), indexKeys::grantNeedingExpansion)
                : AccessPath.rows(KeyFamily.GRANT, prefix.toKey());
    }

    private static boolean scope(KeyBuilder prefix, GrantFilter filter) {
        if (filter.entitlement().isPresent()) {
            prefix.entitlement(EntitlementIdentity.of(filter.entitlement().get()));
        } else if (filter.resource().isPresent()) {
            prefix.resource(
                    filter.resource().get().type(), filter.resource().get().id());
        } else if (filter.resourceType().isPresent()) {
            prefix.text(filter.resourceType().get());
        } else {
            return false;
        }
        return true;
    }

    /** Grants whose keys end in this principal: its two components cannot occur there in any other way. */
    private static RowTest ofPrincipal(ResourceId principal) {
        Bytes end = KeyBuilder.of(KeyFamily.GRANT)
                .resource(principal.type(), principal.id())
                .toKey()
                .from(KeyFamily.GRANT.header().length());
        return (key, value) -> endsWith(key, end);
    }

    private static RowTest ofTypes(Set<String> principalTypes) {
        if (principalTypes.isEmpty()) {
            return RowTest.ANY;
        }
        Bytes[] types = principalTypes.stream()
                .map(type -> TupleCodec.encode(Bytes.utf8(type)))
                .toArray(Bytes[]::new);
        return (key, value) -> hasPrincipalType(key, types);
    }

    private static boolean endsWith(ByteView key, Bytes end) {
        return regionEquals(key, key.length() - end.length(), end);
    }

    /** Compares the last component but one with each of {@code types}, as it stands in the key. */
    private static boolean hasPrincipalType(ByteView key, Bytes[] types) {
        int id = lastSeparator(key, key.length());
        int type = lastSeparator(key, id);
        for (Bytes candidate : types) {
            if (candidate.length() == id - type - 1 && regionEquals(key, type + 1, candidate)) {
                return true;
            }
        }
        return false;
    }

    /** The last separator before {@code end}, or -1. */
    private static int lastSeparator(ByteView key, int end) {
        byte[] array = key.array();
        int offset = key.offset();
        for (int i = end - 1; i >= 0; i--) {
            if (array[offset + i] == TupleCodec.SEPARATOR) {
                return i;
            }
        }
        return -1;
    }

    private static boolean regionEquals(ByteView key, int at, Bytes expected) {
        if (at < 0 || at + expected.length() > key.length()) {
            return false;
        }
        byte[] array = key.array();
        byte[] other = expected.array();
        int offset = key.offset() + at;
        for (int i = 0; i < expected.length(); i++) {
            if (array[offset + i] != other[expected.offset() + i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public AccessPath asset(String id) {
        return AccessPath.point(KeyBuilder.of(KeyFamily.ASSET).text(id).toKey());
    }

    @Override
    public AccessPath assets() {
        return all(KeyFamily.ASSET);
    }

    @Override
    public AccessPath session(String key) {
        return AccessPath.point(
                KeyBuilder.of(KeyFamily.SESSION).text(syncId).text(key).toKey());
    }

    @Override
    public AccessPath sessions(String prefix) {
        return AccessPath.rows(
                KeyFamily.SESSION,
                KeyBuilder.of(KeyFamily.SESSION).text(syncId).text(prefix).toKey());
    }

    @Override
    public Census census(KeyValueReader reader) {
        RowCounter counter = new RowCounter(reader, file);
        return new Census(
                counter.count(KeyFamily.RESOURCE_TYPE.header()),
                counter.countByComponent(KeyFamily.RESOURCE.header()),
                counter.countByComponent(KeyFamily.ENTITLEMENT.header()),
                counter.countByComponent(KeyFamily.GRANT.header()),
                counter.count(KeyFamily.ASSET.header()));
    }

    @Override
    public String resourceTypeId(Row row) {
        return split(row, KeyFamily.RESOURCE_TYPE).text(0);
    }

    @Override
    public ResourceId resourceId(Row row) {
        Tuple parts = split(row, KeyFamily.RESOURCE);
        return new ResourceId(parts.text(0), parts.text(1));
    }

    @Override
    public EntitlementKey entitlementKey(Row row) {
        return entitlement(split(row, KeyFamily.ENTITLEMENT));
    }

    @Override
    public GrantKey grantKey(Row row) {
        Tuple parts = split(row, KeyFamily.GRANT);
        EntitlementKey entitlement = entitlements.get(parts.span(0, PRINCIPAL), row);
        String type = typeIds.get(parts.encoded(PRINCIPAL), row);
        return new GrantKey(entitlement, new ResourceId(type, parts.text(PRINCIPAL + 1)));
    }

    @Override
    public String assetId(Row row) {
        return split(row, KeyFamily.ASSET).text(0);
    }

    @Override
    public String sessionKey(Row row) {
        return split(row, KeyFamily.SESSION).text(1);
    }

    /** What the four components of an entitlement's identity stand for, given as they stand in a key. */
    static EntitlementKey entitlement(Bytes components, Origin origin) {
        Bytes key = KeyBuilder.of(KeyFamily.ENTITLEMENT).encoded(components).toKey();
        int header = KeyFamily.ENTITLEMENT.header().length();
        return entitlement(Tuple.of(key, header, KeyFamily.ENTITLEMENT.components(), origin));
    }

    private static EntitlementKey entitlement(Tuple parts) {
        return EntitlementIdentity.ofComponents(parts.text(0), parts.text(1), parts.text(2), parts.text(3))
                .toKey();
    }

    private static AccessPath all(KeyFamily family) {
        return AccessPath.rows(family, family.header());
    }

    private static Tuple split(Row row, KeyFamily family) {
        return Tuple.of(row.key(), family.header().length(), family.components(), row);
    }
}
