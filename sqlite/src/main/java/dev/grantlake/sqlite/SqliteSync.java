package dev.grantlake.sqlite;

import dev.grantlake.base.Bytes;
import dev.grantlake.store.Asset;
import dev.grantlake.store.Entitlement;
import dev.grantlake.store.EntitlementFilter;
import dev.grantlake.store.EntitlementKey;
import dev.grantlake.store.Grant;
import dev.grantlake.store.GrantDigest;
import dev.grantlake.store.GrantFilter;
import dev.grantlake.store.GrantKey;
import dev.grantlake.store.Resource;
import dev.grantlake.store.ResourceFilter;
import dev.grantlake.store.ResourceId;
import dev.grantlake.store.ResourceType;
import dev.grantlake.store.SessionEntry;
import dev.grantlake.store.StoreException;
import dev.grantlake.store.SyncRun;
import dev.grantlake.store.SyncStatistics;
import dev.grantlake.store.spi.RecordScan;
import dev.grantlake.store.spi.SyncBackend;
import org.jspecify.annotations.Nullable;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The records of one sync: the rows that carry its id. They come in the order in which they were put. Filters look at
 * the columns, records are made of the messages; where a writer put a record twice, the columns may be those of the
 * first time. Thread-safe.
 */
final class SqliteSync implements SyncBackend {

    private final Database database;
    private final Schema schema;
    private final ZoneId zone;
    private final StoredSync sync;

    SqliteSync(Database database, Schema schema, ZoneId zone, StoredSync sync) {
        this.database = database;
        this.schema = schema;
        this.zone = zone;
        this.sync = sync;
    }

    @Override
    public SyncRun run() {
        return sync.run();
    }

    @Override
    public Optional<ResourceType> resourceType(String id) {
        return first(
                types().and("external_id = ?", id),
                this::resourceType,
                type -> type.id().equals(id));
    }

    /** Joined ids are ambiguous, so what is found must be what was asked for. */
    @Override
    public Optional<Resource> resource(ResourceId id) {
        return first(
                resources().and("external_id = ?", externalId(id)),
                this::resource,
                resource -> resource.id().equals(id));
    }

    private static String externalId(ResourceId id) {
        return id.type() + ":" + id.id();
    }

    @Override
    public Optional<Entitlement> entitlement(EntitlementKey key) {
        return entitlementsById(key.id()).stream()
                .filter(entitlement -> entitlement.key().equals(key))
                .findFirst();
    }

    @Override
    public List<Entitlement> entitlementsById(String id) {
        return all(entitlements().and("external_id = ?", id), this::entitlement);
    }

    @Override
    public Optional<EntitlementKey> grantedEntitlement(String id) {
        List<EntitlementKey> keys = new ArrayList<>();
        entitlementsById(id).forEach(entitlement -> keys.add(entitlement.key()));
        if (keys.isEmpty() && schema.has(Table.GRANTS)) {
            Select owners = Select.from(Table.GRANTS.sqlName(), "min(id)", "resource_type_id", "resource_id")
                    .and("entitlement_id = ?", id)
                    .and("sync_id = ?", run().id())
                    .ending("group by resource_type_id, resource_id limit 2");
            keys.addAll(all(owners, row -> new EntitlementKey(ResourceId.of(row.text(1), row.text(2)), id)));
        }
        if (keys.size() > 1) {
            throw StoreException.failedPrecondition("entitlement id \"" + id + "\" is ambiguous: it stands on "
                    + keys.get(0).resource() + " and on " + keys.get(1).resource());
        }
        return keys.stream().findFirst();
    }

    @Override
    public Optional<Grant> grant(GrantKey key) {
        GrantFilter filter = GrantFilter.ALL.withEntitlement(key.entitlement()).withPrincipal(key.principal());
        return first(grants(filter), this::grant, grant -> grant.key().equals(key));
    }

    @Override
    public Optional<Grant> grantById(String id) {
        List<Grant> found = all(grants().and("external_id = ?", id), this::grant);
        if (found.size() > 1) {
            throw StoreException.failedPrecondition(
                    "grant id \"" + id + "\" is ambiguous: " + found.size() + " have it");
        }
        return found.stream().findFirst();
    }

    @Override
    public Optional<Asset> asset(String id) {
        return first(assets().and("external_id = ?", id), this::asset, asset -> true);
    }

    @Override
    public Optional<Bytes> session(String key) {
        return first(sessions().and("key = ?", key), row -> row.bytes(2), value -> true);
    }

    @Override
    public RecordScan<ResourceType> resourceTypes(@Nullable Bytes after) {
        return scan(Table.RESOURCE_TYPES, types(), after, this::resourceType, type -> true);
    }

    @Override
    public RecordScan<Resource> resources(ResourceFilter filter, @Nullable Bytes after) {
        Select select = resources();
        filter.type().ifPresent(type -> select.and("resource_type_id = ?", type));
        filter.parent()
                .ifPresent(parent -> select.and("parent_resource_id = ?", parent.id())
                        .and("parent_resource_type_id = ?", parent.type()));
        return scan(Table.RESOURCES, select, after, this::resource, resource -> true);
    }

    @Override
    public RecordScan<Entitlement> entitlements(EntitlementFilter filter, @Nullable Bytes after) {
        Select select = entitlements();
        filter.resource()
                .ifPresent(resource ->
                        select.and("resource_id = ?", resource.id()).and("resource_type_id = ?", resource.type()));
        filter.resourceType().ifPresent(type -> select.and("resource_type_id = ?", type));
        return scan(Table.ENTITLEMENTS, select, after, this::entitlement, entitlement -> true);
    }

    @Override
    public RecordScan<Grant> grants(GrantFilter filter, @Nullable Bytes after) {
        Predicate<Grant> wanted = filter.pendingExpansion() ? Grant::needsExpansion : grant -> true;
        return scan(Table.GRANTS, grants(filter), after, this::grant, wanted);
    }

    private Select grants(GrantFilter filter) {
        Select select = grants();
        // A plus keeps a column from choosing the index: that of the entitlement is the better one.
        filter.entitlement()
                .ifPresent(entitlement -> select.and("entitlement_id = ?", entitlement.id())
                        .and("+resource_id = ?", entitlement.resource().id())
                        .and("+resource_type_id = ?", entitlement.resource().type()));
        filter.resource()
                .ifPresent(resource ->
                        select.and("resource_id = ?", resource.id()).and("resource_type_id = ?", resource.type()));
        filter.resourceType().ifPresent(type -> select.and("resource_type_id = ?", type));
        filter.principal()
                .ifPresent(principal -> select.and("principal_resource_id = ?", principal.id())
                        .and("principal_resource_type_id = ?", principal.type()));
        if (!filter.principalTypes().isEmpty()) {
            select.andOneOf("principal_resource_type_id", filter.principalTypes());
        }
        if (filter.pendingExpansion() && sync.expansionsStored() && schema.has(Table.GRANTS, "needs_expansion")) {
            select.and("needs_expansion = 1");
        }
        return select;
    }

    @Override
    public Bytes resourcePosition(ResourceId id) {
        return before(
                Table.RESOURCES,
                ofSync(schema.select(Table.RESOURCES))
                        .and("external_id >= ?", externalId(id))
                        .ending("order by external_id limit 1"));
    }

    @Override
    public Bytes entitlementPosition(EntitlementKey key) {
        return before(
                Table.ENTITLEMENTS,
                ofSync(schema.select(Table.ENTITLEMENTS))
                        .and("resource_type_id = ?", key.resource().type())
                        .and(
                                "(resource_id, external_id) >= (?, ?)",
                                key.resource().id(),
                                key.id())
                        .ending("order by resource_id, external_id limit 1"));
    }

    /** The position before the row that is found: behind all rows if none is. */
    private Bytes before(Table table, Select select) {
        Optional<Long> row = first(select, Row::id, id -> true);
        return RowPosition.of(table, row.map(id -> Math.max(0, id - 1)).orElse(Long.MAX_VALUE));
    }

    @Override
    public RecordScan<Asset> assets(@Nullable Bytes after) {
        return scan(Table.ASSETS, assets(), after, this::asset, asset -> true);
    }

    @Override
    public RecordScan<SessionEntry> sessions(String prefix, @Nullable Bytes after) {
        Select select = sessions().and("key >= ?", prefix).ending("order by key");
        if (after != null) {
            select.and("key > ?", RowPosition.key(Table.SESSIONS, after));
        }
        return new RowScan<>(
                database.query(select),
                row -> new SessionEntry(row.text(1), row.bytes(2)),
                entry -> entry.key().startsWith(prefix),
                row -> RowPosition.of(Table.SESSIONS, row.text(1)));
    }

    @Override
    public Optional<SyncStatistics.Report> statistics() {
        return sync.statistics() == null
                ? Optional.empty()
                : StoredStatistics.read(new Json(database), run().id(), sync.statistics())
                        .map(found -> new SyncStatistics.Report(found, SyncStatistics.Source.SIDECAR));
    }

    @Override
    public SyncStatistics count() {
        return new Census(database, schema, run().id()).take(resourceTypeIds());
    }

    private List<String> resourceTypeIds() {
        return all(types(), row -> resourceType(row).id());
    }

    /** A v1 file holds no digests. */
    @Override
    public Optional<GrantDigest> grantDigest() {
        return Optional.empty();
    }

    @Override
    public Optional<GrantDigest> grantDigest(EntitlementKey entitlement) {
        return Optional.empty();
    }

    private Select types() {
        return ofSync(schema.select(Table.RESOURCE_TYPES, ResourceTypeRow.COLUMNS));
    }

    private Select resources() {
        return ofSync(schema.select(Table.RESOURCES, ResourceRow.COLUMNS));
    }

    private Select entitlements() {
        return ofSync(schema.select(Table.ENTITLEMENTS, EntitlementRow.COLUMNS));
    }

    private Select grants() {
        return ofSync(schema.select(Table.GRANTS, GrantRow.COLUMNS));
    }

    private Select assets() {
        return ofSync(schema.select(Table.ASSETS, AssetRow.COLUMNS));
    }

    private Select sessions() {
        return ofSync(schema.select(Table.SESSIONS, "key", "value"));
    }

    private Select ofSync(Select select) {
        return select.and("sync_id = ?", run().id());
    }

    private ResourceType resourceType(Row row) {
        return new ResourceTypeRow(row, zone);
    }

    private Resource resource(Row row) {
        return new ResourceRow(row, zone);
    }

    private Entitlement entitlement(Row row) {
        return new EntitlementRow(row, zone);
    }

    private Grant grant(Row row) {
        return new GrantRow(row, zone, sync.expansionsStored());
    }

    private Asset asset(Row row) {
        return new AssetRow(row, zone);
    }

    private <T> RecordScan<T> scan(
            Table table, Select select, @Nullable Bytes after, Function<Row, T> reader, Predicate<T> wanted) {
        if (after != null) {
            select.and("id > ?", RowPosition.id(table, after));
        }
        return new RowScan<>(database.query(select), reader, wanted, row -> RowPosition.of(table, row.id()));
    }

    private <T> Optional<T> first(Select select, Function<Row, T> reader, Predicate<T> wanted) {
        try (Cursor cursor = database.query(select)) {
            while (cursor.next()) {
                T record = reader.apply(cursor.row());
                if (wanted.test(record)) {
                    return Optional.of(record);
                }
            }
        }
        return Optional.empty();
    }

    private <T> List<T> all(Select select, Function<Row, T> reader) {
        List<T> records = new ArrayList<>();
        try (Cursor cursor = database.query(select)) {
            while (cursor.next()) {
                records.add(reader.apply(cursor.row()));
            }
        }
        return records;
    }
}
