package dev.grantlake.sqlite;

import java.util.List;
import java.util.Map;

/**
 * A table of a v1 database, with the columns that a reader needs of it. All of them have a row id, {@code id}.
 *
 * @param columns those that the table has had since its first release
 * @param laterColumns those that came later, each with the SQL literal that stands for it in older files
 */
record Table(String sqlName, List<String> columns, Map<String, String> laterColumns) {

    /** The column that numbers the rows, in the order in which they were put. */
    static final String ID = "id";

    static final Table RESOURCE_TYPES = table("v1_resource_types", "external_id", "data", "sync_id", "discovered_at");

    static final Table RESOURCES = table(
            "v1_resources",
            "resource_type_id",
            "external_id",
            "parent_resource_type_id",
            "parent_resource_id",
            "data",
            "sync_id",
            "discovered_at");

    static final Table ENTITLEMENTS = table(
            "v1_entitlements", "resource_type_id", "resource_id", "external_id", "data", "sync_id", "discovered_at");

    static final Table GRANTS = table(
                    "v1_grants",
                    "resource_type_id",
                    "resource_id",
                    "entitlement_id",
                    "principal_resource_type_id",
                    "principal_resource_id",
                    "external_id",
                    "data",
                    "sync_id",
                    "discovered_at")
            .later(Map.of("expansion", "null", "needs_expansion", "0"));

    static final Table ASSETS = table("v1_assets", "external_id", "content_type", "data", "sync_id", "discovered_at");

    static final Table SESSIONS = table("v1_connector_sessions", "sync_id", "key", "value");

    static final Table SYNC_RUNS = table("v1_sync_runs", "sync_id", "started_at", "ended_at", "sync_token")
            .later(Map.of(
                    "sync_type", "'full'",
                    "parent_sync_id", "''",
                    "linked_sync_id", "''",
                    "supports_diff", "0",
                    "grants_backfilled", "0",
                    "stats", "null",
                    "ingest_invariant_generation", "''",
                    "ingest_invariant_coverage", "''",
                    "ingest_invariant_mode", "''"));

    static final List<Table> ALL =
            List.of(RESOURCE_TYPES, RESOURCES, ENTITLEMENTS, GRANTS, ASSETS, SESSIONS, SYNC_RUNS);

    private static Table table(String sqlName, String... columns) {
        return new Table(sqlName, List.of(columns), Map.of());
    }

    private Table later(Map<String, String> laterColumns) {
        return new Table(sqlName, columns, laterColumns);
    }
}
