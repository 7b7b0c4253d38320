package dev.grantlake.sqlite;

import dev.grantlake.store.EntitlementKey;
import dev.grantlake.store.GrantKey;
import dev.grantlake.store.ResourceId;
import dev.grantlake.store.spi.StoredFault;

import java.time.ZoneOffset;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Holds the columns of each row against its message, in all syncs. The id in {@code external_id} is what a row is put
 * under, and never differs. The columns beside it serve searches only; when a record is put a second time Go leaves
 * them as they were, so that a difference is no damage, but answers of searches do not fit what they find.
 */
final class ColumnCheck {

    private final Database database;
    private final Schema schema;

    ColumnCheck(Database database, Schema schema) {
        this.database = database;
        this.schema = schema;
    }

    void resourceTypes(Consumer<StoredFault> faults) {
        Columns columns = new Columns(ResourceTypeRow.COLUMNS, "external_id");
        walk(Table.RESOURCE_TYPES, columns, faults, row -> {
            ResourceTypeRow type = new ResourceTypeRow(row.row(), ZoneOffset.UTC);
            row.identity("external_id", type.id());
            return "resource type " + type.id();
        });
    }

    void resources(Consumer<StoredFault> faults) {
        Columns columns = new Columns(
                ResourceRow.COLUMNS,
                "external_id",
                "resource_type_id",
                "parent_resource_type_id",
                "parent_resource_id");
        walk(Table.RESOURCES, columns, faults, row -> {
            ResourceRow resource = new ResourceRow(row.row(), ZoneOffset.UTC);
            ResourceId id = resource.id();
            row.identity("external_id", id.type() + ":" + id.id());
            row.same("resource_type_id", id.type());
            ResourceRow.parent(resource.toMessage())
                    .ifPresentOrElse(
                            parent -> {
                                row.same("parent_resource_type_id", parent.type());
                                row.same("parent_resource_id", parent.id());
                            },
                            () -> row.same("parent_resource_id", ""));
            return "resource " + text(id);
        });
    }

    void entitlements(Consumer<StoredFault> faults) {
        Columns columns = new Columns(EntitlementRow.COLUMNS, "external_id", "resource_type_id", "resource_id");
        walk(Table.ENTITLEMENTS, columns, faults, row -> {
            EntitlementKey key = new EntitlementRow(row.row(), ZoneOffset.UTC).key();
            row.identity("external_id", key.id());
            row.same("resource_type_id", key.resource().type());
            row.same("resource_id", key.resource().id());
            return "entitlement of " + text(key.resource());
        });
    }

    void grants(Consumer<StoredFault> faults) {
        walk(Table.GRANTS, new Columns(GrantRow.COLUMNS, "external_id"), faults, row -> {
            GrantRow grant = new GrantRow(row.row(), ZoneOffset.UTC, true);
            GrantKey key = grant.key();
            row.identity("external_id", grant.id());
            row.same("entitlement_id", key.entitlement().id());
            row.same("resource_type_id", key.entitlement().resource().type());
            row.same("resource_id", key.entitlement().resource().id());
            row.same("principal_resource_type_id", key.principal().type());
            row.same("principal_resource_id", key.principal().id());
            return "grant of " + text(key.entitlement().resource()) + " to " + text(key.principal());
        });
    }

    /** Compares every row; {@code compare} says what the row stands for. */
    private void walk(
            Table table, Columns columns, Consumer<StoredFault> faults, Function<ComparedRow, String> compare) {
        try (Cursor cursor = database.query(schema.select(table, columns.names()))) {
            while (cursor.next()) {
                ComparedRow row = new ComparedRow(cursor.row(), columns);
                String access = compare.apply(row);
                row.faults(access).forEach(faults);
            }
        }
    }

    private static String text(ResourceId id) {
        return id.type() + " " + id.id();
    }
}
