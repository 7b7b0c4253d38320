package dev.grantlake.sqlite;

import com.google.protobuf.MessageLite;
import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Zstd;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Makes v1 files row by row, with the tables of any release, and wrong ones too. */
final class V1Builder implements AutoCloseable {

    static final String TIME = "2026-05-28 09:15:00.1";

    private static final List<String> TODAY = List.of(
            "create table v1_resource_types (id integer primary key, external_id text not null, data blob not null,"
                    + " sync_id text not null, discovered_at datetime not null)",
            "create unique index idx_resource_types_external_sync_v1 on v1_resource_types (external_id, sync_id)",
            "create table v1_resources (id integer primary key, resource_type_id text not null, external_id text not null,"
                    + " parent_resource_type_id text, parent_resource_id text, data blob not null,"
                    + " sync_id text not null, discovered_at datetime not null)",
            "create index idx_resources_resource_type_id_v1 on v1_resources (resource_type_id)",
            "create index idx_resources_external_sync_v1 on v1_resources (parent_resource_type_id, parent_resource_id)",
            "create unique index idx_resources_parent_resource_id_v1 on v1_resources (external_id, sync_id)",
            "create table v1_entitlements (id integer primary key, resource_type_id text not null,"
                    + " resource_id text not null, external_id text not null, data blob not null,"
                    + " sync_id text not null, discovered_at datetime not null)",
            "create index idx_entitlements_resource_id_v1 on v1_entitlements (resource_type_id, resource_id)",
            "create unique index idx_entitlements_external_sync_v1 on v1_entitlements (external_id, sync_id)",
            "create table v1_sync_runs (id integer primary key, sync_id text not null, started_at datetime not null,"
                    + " ended_at datetime, sync_token text not null, sync_type text not null default 'full',"
                    + " parent_sync_id text not null default '', linked_sync_id text not null default '',"
                    + " supports_diff integer not null default 0, grants_backfilled integer not null default 0,"
                    + " stats text, ingest_invariant_generation text not null default '',"
                    + " ingest_invariant_coverage text not null default '',"
                    + " ingest_invariant_mode text not null default '')",
            "create unique index idx_sync_runs_sync_id_v1 on v1_sync_runs (sync_id)",
            "create table v1_grants (id integer primary key, resource_type_id text not null, resource_id text not null,"
                    + " entitlement_id text not null, principal_resource_type_id text not null,"
                    + " principal_resource_id text not null, external_id text not null, expansion blob,"
                    + " needs_expansion integer not null default 0, data blob not null, sync_id text not null,"
                    + " discovered_at datetime not null)",
            "create index idx_grants_resource_type_id_resource_id_v1 on v1_grants (resource_type_id, resource_id)",
            "create index idx_grants_principal_id_v1 on v1_grants"
                    + " (principal_resource_type_id, principal_resource_id)",
            "create index idx_grants_entitlement_id_principal_id_v1 on v1_grants"
                    + " (entitlement_id, principal_resource_type_id, principal_resource_id)",
            "create unique index idx_grants_external_sync_v1 on v1_grants (external_id, sync_id)",
            "create index idx_grants_entitlement_sync_grant_v1 on v1_grants (entitlement_id, sync_id, id)",
            "create index idx_grants_sync_expansion_v1 on v1_grants (sync_id) where expansion is not null",
            "create index idx_grants_sync_needs_expansion_v1 on v1_grants (sync_id) where needs_expansion = 1",
            "create table v1_assets (id integer primary key, external_id text not null, content_type text not null,"
                    + " data blob not null, sync_id text not null, discovered_at datetime not null)",
            "create unique index idx_assets_external_sync_v1 on v1_assets (external_id, sync_id)",
            "create table v1_connector_sessions (id integer primary key, sync_id text not null, key text not null,"
                    + " value blob not null)",
            "create unique index idx_session_store_sync_key_v1 on v1_connector_sessions (sync_id, key)");

    private final SQLiteConnection connection;

    private V1Builder(SQLiteConnection connection) {
        this.connection = connection;
    }

    /** An empty database. */
    static V1Builder bare() {
        try {
            return new V1Builder((SQLiteConnection) new SQLiteConfig().createConnection("jdbc:sqlite::memory:"));
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** The tables of today's release. */
    static V1Builder today() {
        V1Builder builder = bare();
        TODAY.forEach(builder::sql);
        return builder;
    }

    /** The tables of today's release, and a finished sync. */
    static V1Builder withSync(String syncId) {
        return today().sync(syncId, "2026-05-28 09:14:59.5", "2026-05-28 09:15:02");
    }

    V1Builder sql(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
        return this;
    }

    /** Several statements, parted by semicolons. */
    V1Builder script(String script) {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(script);
        } catch (SQLException e) {
            throw new AssertionError(script, e);
        }
        return this;
    }

    /** Inserts a row into {@code target}, which is a table with its columns in parentheses. */
    V1Builder insert(String target, @Nullable Object... values) {
        String marks = String.join(", ", Collections.nCopies(values.length, "?"));
        try (PreparedStatement statement =
                connection.prepareStatement("insert into " + target + " values (" + marks + ")")) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.execute();
        } catch (SQLException e) {
            throw new AssertionError(target + Arrays.toString(values), e);
        }
        return this;
    }

    V1Builder sync(String syncId, String startedAt, @Nullable String endedAt) {
        return insert(
                "v1_sync_runs (sync_id, started_at, ended_at, sync_token, grants_backfilled)",
                syncId,
                startedAt,
                endedAt,
                "",
                1);
    }

    V1Builder type(String syncId, String id) {
        return insert(
                "v1_resource_types (external_id, data, sync_id, discovered_at)",
                id,
                Messages.type(id).toByteArray(),
                syncId,
                TIME);
    }

    V1Builder resource(String syncId, dev.grantlake.wire.connector.v2.Resource resource) {
        boolean parent = resource.hasParentResourceId();
        return insert(
                "v1_resources (resource_type_id, external_id, parent_resource_type_id, parent_resource_id, data,"
                        + " sync_id, discovered_at)",
                resource.getId().getResourceType(),
                resource.getId().getResourceType() + ":" + resource.getId().getResource(),
                parent ? resource.getParentResourceId().getResourceType() : null,
                parent ? resource.getParentResourceId().getResource() : null,
                resource.toByteArray(),
                syncId,
                TIME);
    }

    V1Builder entitlement(String syncId, dev.grantlake.wire.connector.v2.Entitlement entitlement) {
        return insert(
                "v1_entitlements (resource_type_id, resource_id, external_id, data, sync_id, discovered_at)",
                entitlement.getResource().getId().getResourceType(),
                entitlement.getResource().getId().getResource(),
                entitlement.getId(),
                entitlement.toByteArray(),
                syncId,
                TIME);
    }

    V1Builder grant(String syncId, dev.grantlake.wire.connector.v2.Grant grant) {
        return grant(syncId, grant, grant, null, 0);
    }

    /** A grant whose columns say what {@code grant} says, and whose message is {@code stored}. */
    V1Builder grant(
            String syncId,
            dev.grantlake.wire.connector.v2.Grant grant,
            MessageLite stored,
            byte @Nullable [] expansion,
            int needsExpansion) {
        return insert(
                "v1_grants (resource_type_id, resource_id, entitlement_id, principal_resource_type_id,"
                        + " principal_resource_id, external_id, data, expansion, needs_expansion, sync_id,"
                        + " discovered_at)",
                grant.getEntitlement().getResource().getId().getResourceType(),
                grant.getEntitlement().getResource().getId().getResource(),
                grant.getEntitlement().getId(),
                grant.getPrincipal().getId().getResourceType(),
                grant.getPrincipal().getId().getResource(),
                grant.getId(),
                stored.toByteArray(),
                expansion,
                needsExpansion,
                syncId,
                TIME);
    }

    V1Builder asset(String syncId, String id, byte[] data) {
        return insert(
                "v1_assets (external_id, content_type, data, sync_id, discovered_at)",
                id,
                "image/png",
                data,
                syncId,
                TIME);
    }

    V1Builder session(String syncId, String key, byte[] value) {
        return insert("v1_connector_sessions (sync_id, key, value)", syncId, key, value);
    }

    /** The database so far. */
    byte[] database() {
        try {
            return connection.serialize("main");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** A v1 file around {@code database}. */
    static byte[] container(byte[] database) {
        return new ByteSink()
                .writeBytes(Bytes.ofHex("43315a4600"))
                .writeBytes(Bytes.wrap(Zstd.compress(Bytes.wrap(database), 3)))
                .toArray();
    }

    /** Writes a v1 file with the database so far. */
    Path write(Path file) {
        return write(file, container(database()));
    }

    static Path write(Path file, byte[] content) {
        try {
            return Files.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
