package dev.grantlake.sqlite;

import com.google.protobuf.Parser;
import dev.grantlake.store.SyncRun;
import dev.grantlake.store.SyncType;
import dev.grantlake.store.spi.StoredFault;
import dev.grantlake.wire.connector.v2.Grant;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Looks for what the rows of a finished full sync refer to, by their columns; partial and unfinished syncs promise
 * nothing. SQLite searches the indexes of the tables for it, and groups what it does not find. Grants that bring their
 * resource along need no entitlement, and principals that are still to be matched with those of another source no
 * record: of groups that are not found, the grants themselves say so.
 */
final class ReferenceCheck {

    /**
     * A reference from one table to another.
     *
     * @param group the columns that name what is referred to
     * @param match an SQL condition for the row {@code found} that is referred to
     * @param noun what refers
     * @param preposition how it refers, for example {@code of}
     */
    private record Reference(
            StoredFault.Kind kind,
            Table from,
            Table to,
            List<String> group,
            String match,
            String noun,
            String preposition,
            String missing) {}

    private static final List<String> OWNER = List.of("resource_type_id", "resource_id");

    private static final List<Reference> REFERENCES = List.of(
            new Reference(
                    StoredFault.Kind.RESOURCE_TYPE,
                    Table.RESOURCES,
                    Table.RESOURCE_TYPES,
                    List.of("resource_type_id"),
                    "found.external_id = v1_resources.resource_type_id",
                    "resource",
                    "of",
                    "a type"),
            new Reference(
                    StoredFault.Kind.PARENT,
                    Table.RESOURCES,
                    Table.RESOURCES,
                    List.of("parent_resource_type_id", "parent_resource_id"),
                    "found.external_id = v1_resources.parent_resource_type_id || ':' || v1_resources.parent_resource_id",
                    "resource",
                    "below",
                    "a parent"),
            new Reference(
                    StoredFault.Kind.RESOURCE,
                    Table.ENTITLEMENTS,
                    Table.RESOURCES,
                    OWNER,
                    "found.external_id = v1_entitlements.resource_type_id || ':' || v1_entitlements.resource_id",
                    "entitlement",
                    "of",
                    "a resource"),
            new Reference(
                    StoredFault.Kind.RESOURCE,
                    Table.GRANTS,
                    Table.RESOURCES,
                    OWNER,
                    "found.external_id = v1_grants.resource_type_id || ':' || v1_grants.resource_id",
                    "grant",
                    "of",
                    "a resource"),
            new Reference(
                    StoredFault.Kind.ENTITLEMENT,
                    Table.GRANTS,
                    Table.ENTITLEMENTS,
                    List.of("resource_type_id", "resource_id", "entitlement_id"),
                    "found.external_id = v1_grants.entitlement_id",
                    "grant",
                    "of",
                    "an entitlement"),
            new Reference(
                    StoredFault.Kind.PRINCIPAL,
                    Table.GRANTS,
                    Table.RESOURCES,
                    List.of("principal_resource_type_id", "principal_resource_id"),
                    "found.external_id = v1_grants.principal_resource_type_id || ':' || v1_grants.principal_resource_id",
                    "grant",
                    "to",
                    "a principal"));

    private static final Parser<Grant> GRANT = Stored.known(Grant.parser());
    private static final String PACKAGE = "c1.connector.v2.";
    private static final List<String> INSERTS = List.of(PACKAGE + "InsertResourceGrants");
    private static final List<String> MATCHES = List.of(
            PACKAGE + "ExternalResourceMatch",
            PACKAGE + "ExternalResourceMatchAll",
            PACKAGE + "ExternalResourceMatchID");

    private final Database database;
    private final Schema schema;
    private final SyncRun run;

    ReferenceCheck(Database database, Schema schema, SyncRun run) {
        this.database = database;
        this.schema = schema;
        this.run = run;
    }

    void run(Consumer<StoredFault> faults) {
        if (run.type() == SyncType.FULL && run.endedAt().isPresent()) {
            for (Reference reference : REFERENCES) {
                if (schema.has(reference.from())) {
                    dangling(reference, faults);
                }
            }
        }
    }

    private void dangling(Reference reference, Consumer<StoredFault> faults) {
        List<String> columns = new ArrayList<>(List.of("min(id)", "count(*)"));
        columns.addAll(reference.group());
        String from = reference.from().sqlName();
        Select select = Select.from(from, columns.toArray(String[]::new))
                .and("sync_id = ?", run.id())
                .ending("group by " + String.join(", ", reference.group()));
        if (reference.kind() == StoredFault.Kind.PARENT) {
            select.and("parent_resource_id <> ''");
        }
        if (schema.has(reference.to())) {
            select.and("not exists (select 1 from " + reference.to().sqlName() + " as found where " + reference.match()
                    + " and found.sync_id = " + from + ".sync_id)");
        }
        try (Cursor cursor = database.query(select)) {
            while (cursor.next()) {
                group(reference, cursor.row(), faults);
            }
        }
    }

    private void group(Reference reference, Row row, Consumer<StoredFault> faults) {
        long count = row.integer(1);
        StoredFault.Kind kind = reference.kind();
        String missing = reference.missing() + " that has no record";
        if (kind == StoredFault.Kind.ENTITLEMENT) {
            count = ordinary(reference, row, INSERTS, Long.MAX_VALUE);
        } else if (kind == StoredFault.Kind.PRINCIPAL && ordinary(reference, row, MATCHES, 1) == 0) {
            kind = StoredFault.Kind.EXTERNAL_MATCH;
            missing = "a principal that was to be matched with one of another source";
        }
        if (count > 0) {
            String referring = count + " " + reference.noun() + (count == 1 ? "" : "s") + " " + reference.preposition();
            faults.accept(new StoredFault(
                    kind,
                    row.where(2),
                    referring + " " + missing,
                    referring + " " + name(row, reference.group().size())));
        }
    }

    /** How many grants of a group carry none of these annotations; counts up to {@code enough}. */
    private long ordinary(Reference reference, Row group, List<String> annotations, long enough) {
        Select select = Select.from(reference.from().sqlName(), "id", "data").and("sync_id = ?", run.id());
        for (int i = 0; i < reference.group().size(); i++) {
            select.and(reference.group().get(i) + " = ?", group.text(2 + i));
        }
        long ordinary = 0;
        try (Cursor cursor = database.query(select)) {
            while (ordinary < enough && cursor.next()) {
                Grant grant = new Stored<>(cursor.row(), 1, GRANT).message();
                boolean exempt = grant.getAnnotationsList().stream()
                        .anyMatch(annotation -> annotations.stream().anyMatch(type -> Stored.is(annotation, type)));
                ordinary += exempt ? 0 : 1;
            }
        }
        return ordinary;
    }

    /** The type and the id that the group names, or the type alone. */
    private static String name(Row row, int parts) {
        return parts == 1 ? row.text(2) : row.text(2) + " " + row.text(3);
    }
}
