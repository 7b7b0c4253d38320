package dev.grantlake.records.key;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.kv.KeyValueReader;
import dev.grantlake.records.row.InternTable;
import dev.grantlake.records.row.KeyOrigin;
import dev.grantlake.records.row.Origin;
import dev.grantlake.records.row.Row;
import dev.grantlake.records.row.WireMessage;
import dev.grantlake.store.EntitlementFilter;
import dev.grantlake.store.EntitlementKey;
import dev.grantlake.store.GrantFilter;
import dev.grantlake.store.GrantKey;
import dev.grantlake.store.ResourceFilter;
import dev.grantlake.store.ResourceId;
import dev.grantlake.wire.storage.v3.EntitlementRecord;
import dev.grantlake.wire.storage.v3.EntitlementRef;
import dev.grantlake.wire.storage.v3.GrantRecord;
import dev.grantlake.wire.storage.v3.PrincipalRef;
import dev.grantlake.wire.storage.v3.ResourceRef;
import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.Set;

/**
 * The keyspaces of the older interiors, {@code pebble} and {@code pebble2}: entitlements and grants are keyed by their
 * own ids, so several grants may have one entitlement and one principal. In {@code pebble} the id of the sync stands
 * behind the header of each key, and nothing else differs. The layout is on the page docs/formats/older-interiors.md.
 *
 * <p>Implementation note. What a grant is of and whom it is for only its value says. An index is a way there where it
 * is narrow: those by entitlement, by principal, by the entitlement's resource, and the one of what is not expanded. A
 * condition on a type takes the rows, since a walk over all of them costs less than fetching many one by one. Whatever
 * the way, all conditions are asked of the row, so an entry that its row has outgrown counts for nothing.
 *
 * <p>A grant without one of its two references is in no index by entitlement; conditions on the entitlement's side do
 * not hold for it on any way.
 */
public final class ExternalIdKeyspace implements Keyspace {

    private static final EntitlementKey NO_ENTITLEMENT = new EntitlementKey(new ResourceId("", ""), "");
    private static final ResourceId NO_RESOURCE = new ResourceId("", "");

    private final String file;
    private final ExternalIdKeys keys;
    private final @Nullable String sessionSync;
    private final Set<IndexFamily> complete;
    private final InternTable<EntitlementKey> entitlements = new InternTable<>(ExternalIdKeyspace::entitlementOf);

    private ExternalIdKeyspace(
            String file, ExternalIdKeys keys, @Nullable String sessionSync, Set<IndexFamily> complete) {
        this.file = file;
        this.keys = keys;
        this.sessionSync = sessionSync;
        this.complete = Set.copyOf(complete);
    }

    /**
     * The keyspace of the one sync of a store of interior {@code pebble2}.
     *
     * @param file the store as error messages name it
     * @param syncId the sync of the file, part of the keys of sessions
     * @param complete the indexes that have an entry for every row that owes one
     */
    public static ExternalIdKeyspace ofOneSync(String file, String syncId, Set<IndexFamily> complete) {
        return new ExternalIdKeyspace(file, ExternalIdKeys.ofOneSync(), syncId, complete);
    }

    /** The keyspace of one of the syncs of a store of interior {@code pebble}; parameters as above. */
    public static ExternalIdKeyspace ofSync(String file, Ksuid sync, Set<IndexFamily> complete) {
        return new ExternalIdKeyspace(file, ExternalIdKeys.ofSync(sync), null, complete);
    }

    @Override
    public AccessPath statistics() {
        return AccessPath.point(keys.statistics());
    }

    @Override
    public AccessPath resourceType(String id) {
        return AccessPath.point(key(KeyFamily.RESOURCE_TYPE).text(id).toKey());
    }

    @Override
    public AccessPath resourceTypes() {
        return rows(KeyFamily.RESOURCE_TYPE, key(KeyFamily.RESOURCE_TYPE));
    }

    @Override
    public AccessPath resource(ResourceId id) {
        return AccessPath.point(
                key(KeyFamily.RESOURCE).resource(id.type(), id.id()).toKey());
    }

    @Override
    public AccessPath resources(ResourceFilter filter) {
        Optional<ResourceId> parent = filter.parent();
        if (parent.isPresent()) {
            KeyBuilder prefix = key(IndexFamily.RESOURCE_BY_PARENT)
                    .resource(parent.get().type(), parent.get().id());
            filter.type().ifPresent(prefix::text);
            return index(IndexFamily.RESOURCE_BY_PARENT, prefix.separator()).where(new ChildOf(file, parent.get()));
        }
        KeyBuilder prefix = key(KeyFamily.RESOURCE);
        filter.type().ifPresent(type -> prefix.text(type).separator());
        return rows(KeyFamily.RESOURCE, prefix);
    }

    /** The row that bears the entitlement's id, if it stands on the entitlement's resource. */
    @Override
    public AccessPath entitlement(EntitlementKey key) {
        return entitlementById(key.id()).where(new EntitlementTest(EntitlementFilter.ALL.withResource(key.resource())));
    }

    /** The row that bears this id. */
    public AccessPath entitlementById(String id) {
        return AccessPath.point(key(KeyFamily.ENTITLEMENT).text(id).toKey());
    }

    @Override
    public AccessPath entitlements(EntitlementFilter filter) {
        Optional<ResourceId> resource = filter.resource();
        // The index has no entry of an entitlement whose resource has no id.
        AccessPath path = resource.isPresent()
                        && !resource.get().id().isEmpty()
                        && complete.contains(IndexFamily.ENTITLEMENT_BY_RESOURCE)
                ? index(
                        IndexFamily.ENTITLEMENT_BY_RESOURCE,
                        key(IndexFamily.ENTITLEMENT_BY_RESOURCE)
                                .resource(resource.get().type(), resource.get().id())
                                .separator())
                : rows(KeyFamily.ENTITLEMENT, key(KeyFamily.ENTITLEMENT));
        return filter.equals(EntitlementFilter.ALL) ? path : path.where(new EntitlementTest(filter));
    }

    @Override
    public AccessPath grant(GrantKey key) {
        return grants(GrantFilter.ALL.withEntitlement(key.entitlement()).withPrincipal(key.principal()));
    }

    /** The row that bears this id. */
    public AccessPath grantById(String id) {
        return AccessPath.point(key(KeyFamily.GRANT).text(id).toKey());
    }

    @Override
    public AccessPath grants(GrantFilter filter) {
        return filter.equals(GrantFilter.ALL) ? rows(KeyFamily.GRANT, key(KeyFamily.GRANT)) : grantsMatching(filter);
    }

    private AccessPath grantsMatching(GrantFilter filter) {
        AccessPath path = narrowest(filter).where(new GrantTest(filter));
        return filter.pendingExpansion() ? path.where(new PendingExpansion(file)) : path;
    }

    private AccessPath narrowest(GrantFilter filter) {
        Optional<EntitlementKey> entitlement = filter.entitlement();
        Optional<ResourceId> principal = filter.principal();
        if (entitlement.isPresent() && complete.contains(IndexFamily.GRANT_BY_ENTITLEMENT)) {
            KeyBuilder prefix =
                    key(IndexFamily.GRANT_BY_ENTITLEMENT).text(entitlement.get().id());
            if (principal.isPresent()) {
                prefix.resource(principal.get().type(), principal.get().id());
            } else if (filter.principalTypes().size() == 1) {
                prefix.text(filter.principalTypes().iterator().next());
            }
            return index(IndexFamily.GRANT_BY_ENTITLEMENT, prefix.separator());
        }
        if (principal.isPresent() && complete.contains(IndexFamily.GRANT_BY_PRINCIPAL)) {
            return onResource(IndexFamily.GRANT_BY_PRINCIPAL, principal.get());
        }
        if (filter.pendingExpansion() && complete.contains(IndexFamily.GRANT_NEEDS_EXPANSION)) {
            IndexFamily index = IndexFamily.GRANT_NEEDS_EXPANSION;
            return index(index, key(index));
        }
        if (filter.resource().isPresent() && complete.contains(IndexFamily.GRANT_BY_RESOURCE)) {
            return onResource(IndexFamily.GRANT_BY_RESOURCE, filter.resource().get());
        }
        return rows(KeyFamily.GRANT, key(KeyFamily.GRANT));
    }

    private AccessPath onResource(IndexFamily index, ResourceId resource) {
        return index(index, key(index).resource(resource.type(), resource.id()).separator());
    }

    /** The grants that name an entitlement by this id, whatever resource they say it stands on. */
    public AccessPath grantsNaming(String entitlementId) {
        if (complete.contains(IndexFamily.GRANT_BY_ENTITLEMENT)) {
            KeyBuilder prefix = key(IndexFamily.GRANT_BY_ENTITLEMENT).text(entitlementId);
            return index(IndexFamily.GRANT_BY_ENTITLEMENT, prefix.separator())
                    .where((key, value) -> isOf(entitlementId, key, value));
        }
        return rows(KeyFamily.GRANT, key(KeyFamily.GRANT)).where((key, value) -> isOf(entitlementId, key, value));
    }

    private boolean isOf(String entitlementId, ByteView key, ByteView value) {
        WireMessage grant = message(key, value);
        WireMessage entitlement = grant.message(GrantRecord.ENTITLEMENT_FIELD_NUMBER);
        return entitlement != null
                && grant.message(GrantRecord.PRINCIPAL_FIELD_NUMBER) != null
                && entitlementId.equals(entitlement.text(EntitlementRef.ENTITLEMENT_ID_FIELD_NUMBER));
    }

    @Override
    public AccessPath asset(String id) {
        return AccessPath.point(key(KeyFamily.ASSET).text(id).toKey());
    }

    @Override
    public AccessPath assets() {
        return rows(KeyFamily.ASSET, key(KeyFamily.ASSET));
    }

    @Override
    public AccessPath session(String key) {
        return sessionSync == null
                ? AccessPath.nowhere()
                : AccessPath.point(KeyBuilder.of(KeyFamily.SESSION)
                        .text(sessionSync)
                        .text(key)
                        .toKey());
    }

    /** Stores of many syncs keep no sessions. */
    @Override
    public AccessPath sessions(String prefix) {
        return sessionSync == null
                ? AccessPath.nowhere()
                : AccessPath.rows(
                        KeyFamily.SESSION,
                        KeyBuilder.of(KeyFamily.SESSION)
                                .text(sessionSync)
                                .text(prefix)
                                .toKey());
    }

    @Override
    public Census census(KeyValueReader reader) {
        RowCounter counter = new RowCounter(reader, file);
        return new Census(
                counter.count(keys.header(KeyFamily.RESOURCE_TYPE)),
                counter.countByComponent(keys.header(KeyFamily.RESOURCE)),
                counter.countByValue(
                        keys.header(KeyFamily.ENTITLEMENT),
                        row -> resourceOf(row.message()).type()),
                counter.countByValue(
                        keys.header(KeyFamily.GRANT),
                        row -> grantKey(row).entitlement().resource().type()),
                counter.count(keys.header(KeyFamily.ASSET)));
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

    /** The id out of the key, the resource out of the value. */
    @Override
    public EntitlementKey entitlementKey(Row row) {
        return new EntitlementKey(
                resourceOf(row.message()), split(row, KeyFamily.ENTITLEMENT).text(0));
    }

    /** All out of the value; what is missing there reads as empty texts. */
    @Override
    public GrantKey grantKey(Row row) {
        WireMessage grant = row.message();
        WireMessage entitlement = grant.message(GrantRecord.ENTITLEMENT_FIELD_NUMBER);
        WireMessage principal = grant.message(GrantRecord.PRINCIPAL_FIELD_NUMBER);
        return new GrantKey(
                entitlement == null ? NO_ENTITLEMENT : entitlements.get(entitlement.encoded(), row),
                principal == null ? NO_RESOURCE : principalOf(principal));
    }

    @Override
    public String assetId(Row row) {
        return split(row, KeyFamily.ASSET).text(0);
    }

    @Override
    public String sessionKey(Row row) {
        return Tuple.of(row.key(), KeyFamily.SESSION.header().length(), KeyFamily.SESSION.components(), row)
                .text(1);
    }

    /** Whether an entitlement matches a filter, by what its value says. */
    private final class EntitlementTest implements RowTest {
        private final EntitlementFilter filter;

        EntitlementTest(EntitlementFilter filter) {
            this.filter = filter;
        }

        @Override
        public boolean test(ByteView key, ByteView value) {
            ResourceId resource = resourceOf(message(key, value));
            return holds(filter.resource(), resource) && holds(filter.resourceType(), resource.type());
        }
    }

    /** Whether a grant matches a filter, by what its value says; the state of expansion is asked for elsewhere. */
    private final class GrantTest implements RowTest {
        private final GrantFilter filter;
        private final boolean ofEntitlement;

        GrantTest(GrantFilter filter) {
            this.filter = filter;
            this.ofEntitlement = filter.entitlement().isPresent()
                    || filter.resource().isPresent()
                    || filter.resourceType().isPresent();
        }

        @Override
        public boolean test(ByteView key, ByteView value) {
            Origin origin = new KeyOrigin(file, key.copy());
            WireMessage grant = new WireMessage(value.retain(), origin);
            WireMessage principal = grant.message(GrantRecord.PRINCIPAL_FIELD_NUMBER);
            return (!ofEntitlement || (principal != null && entitlementMatches(grant, origin)))
                    && principalMatches(principal);
        }

        private boolean entitlementMatches(WireMessage grant, Origin origin) {
            WireMessage reference = grant.message(GrantRecord.ENTITLEMENT_FIELD_NUMBER);
            if (reference == null) {
                return false;
            }
            EntitlementKey entitlement = entitlements.get(reference.encoded(), origin);
            return holds(filter.entitlement(), entitlement)
                    && holds(filter.resource(), entitlement.resource())
                    && holds(filter.resourceType(), entitlement.resource().type());
        }

        private boolean principalMatches(@Nullable WireMessage reference) {
            if (filter.principal().isEmpty() && filter.principalTypes().isEmpty()) {
                return true;
            }
            if (reference == null) {
                return false;
            }
            ResourceId principal = principalOf(reference);
            return holds(filter.principal(), principal)
                    && (filter.principalTypes().isEmpty()
                            || filter.principalTypes().contains(principal.type()));
        }
    }

    private static <T> boolean holds(Optional<T> condition, T value) {
        return condition.isEmpty() || condition.get().equals(value);
    }

    private static ResourceId resourceOf(WireMessage entitlement) {
        WireMessage resource = entitlement.message(EntitlementRecord.RESOURCE_FIELD_NUMBER);
        return resource == null
                ? NO_RESOURCE
                : new ResourceId(
                        resource.text(ResourceRef.RESOURCE_TYPE_ID_FIELD_NUMBER),
                        resource.text(ResourceRef.RESOURCE_ID_FIELD_NUMBER));
    }

    private static ResourceId principalOf(WireMessage reference) {
        return new ResourceId(
                reference.text(PrincipalRef.RESOURCE_TYPE_ID_FIELD_NUMBER),
                reference.text(PrincipalRef.RESOURCE_ID_FIELD_NUMBER));
    }

    private static EntitlementKey entitlementOf(Bytes encoded, Origin origin) {
        WireMessage reference = new WireMessage(encoded, origin);
        return new EntitlementKey(
                new ResourceId(
                        reference.text(EntitlementRef.RESOURCE_TYPE_ID_FIELD_NUMBER),
                        reference.text(EntitlementRef.RESOURCE_ID_FIELD_NUMBER)),
                reference.text(EntitlementRef.ENTITLEMENT_ID_FIELD_NUMBER));
    }

    private WireMessage message(ByteView key, ByteView value) {
        return new WireMessage(value.retain(), new KeyOrigin(file, key.copy()));
    }

    private KeyBuilder key(KeyFamily family) {
        return new KeyBuilder(keys.header(family));
    }

    private KeyBuilder key(IndexFamily index) {
        return new KeyBuilder(keys.header(index));
    }

    private AccessPath rows(KeyFamily family, KeyBuilder prefix) {
        return AccessPath.rows(prefix.toKey(), keys.header(family).length(), ExternalIdKeys.components(family));
    }

    private AccessPath index(IndexFamily index, KeyBuilder prefix) {
        return AccessPath.index(
                prefix.toKey(),
                keys.header(index).length(),
                ExternalIdKeys.components(index),
                entry -> keys.rowOf(index, entry, file));
    }

    private Tuple split(Row row, KeyFamily family) {
        return Tuple.of(row.key(), keys.header(family).length(), ExternalIdKeys.components(family), row);
    }
}
