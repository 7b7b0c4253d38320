package dev.grantlake.sqlite;

import dev.grantlake.store.SyncStatistics;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts the rows of one sync as Go does: resources of types that are not catalogued do not count. */
final class Census {

    private final Database database;
    private final Schema schema;
    private final String syncId;

    Census(Database database, Schema schema, String syncId) {
        this.database = database;
        this.schema = schema;
        this.syncId = syncId;
    }

    /** The counts; resources have an entry for each of the catalogued types, also where it is zero. */
    SyncStatistics take(List<String> resourceTypes) {
        SortedMap<String, Long> resources = byType(Table.RESOURCES);
        resources.keySet().retainAll(Set.copyOf(resourceTypes));
        resourceTypes.forEach(type -> resources.putIfAbsent(type, 0L));
        SortedMap<String, Long> entitlements = byType(Table.ENTITLEMENTS);
        SortedMap<String, Long> grants = byType(Table.GRANTS);
        return new SyncStatistics(
                syncId,
                resourceTypes.size(),
                total(resources),
                total(entitlements),
                total(grants),
                count(Table.ASSETS),
                resources,
                entitlements,
                grants,
                Collections.emptySortedMap(),
                Collections.emptySortedMap(),
                Collections.emptySortedMap(),
                Optional.empty(),
                Optional.empty());
    }

    private static long total(SortedMap<String, Long> byType) {
        return byType.values().stream().mapToLong(Long::longValue).sum();
    }

    private long count(Table table) {
        if (!schema.has(table)) {
            return 0;
        }
        Select select = Select.from(table.sqlName(), "count(*)").and("sync_id = ?", syncId);
        try (Cursor cursor = database.query(select)) {
            return cursor.next() ? cursor.row().integer(0) : 0;
        }
    }

    private SortedMap<String, Long> byType(Table table) {
        SortedMap<String, Long> counts = new TreeMap<>();
        if (schema.has(table)) {
            Select select = Select.from(table.sqlName(), "count(*)", "resource_type_id")
                    .and("sync_id = ?", syncId)
                    .ending("group by resource_type_id");
            try (Cursor cursor = database.query(select)) {
                while (cursor.next()) {
                    counts.put(cursor.row().text(1), cursor.row().integer(0));
                }
            }
        }
        return counts;
    }
}
