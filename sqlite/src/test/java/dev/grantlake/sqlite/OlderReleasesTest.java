package dev.grantlake.sqlite;

import dev.grantlake.store.Grant;
import dev.grantlake.store.GrantFilter;
import dev.grantlake.store.Grantlake;
import dev.grantlake.store.OpenOptions;
import dev.grantlake.store.Store;
import dev.grantlake.store.Sync;
import dev.grantlake.store.SyncRun;
import dev.grantlake.store.SyncType;
import dev.grantlake.wire.connector.v2.Entitlement;
import dev.grantlake.wire.connector.v2.GrantImmutable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A file of each release that changed the tables: what is missing is filled in, what was added by a migration is used.
 */
class OlderReleasesTest {

    private static final String SYNC = "2Zk0000000000000000000000aa";
    private static final Entitlement MEMBER = Messages.entitlement("eng", "member");

    @TempDir
    private Path folder;

    /** The releases that changed the tables; a file of one is a file of the first with the migrations up to it. */
    enum Release {
        V0_0_1,
        V0_2_49("create index idx_grants_entitlement_id_principal_id_v1 on v1_grants"
                + " (entitlement_id, principal_resource_type_id, principal_resource_id)"),
        V0_2_81("create index idx_grants_resource_type_id_resource_id_v1 on v1_grants (resource_type_id, resource_id)"),
        V0_3_0(
                "alter table v1_sync_runs add column sync_type text not null default 'full'",
                "alter table v1_sync_runs add column parent_sync_id text not null default ''"),
        V0_5_0("create table v1_connector_sessions (id integer primary key, sync_id text not null, key text not null,"
                + " value blob not null)"),
        V0_7_0("alter table v1_sync_runs add column linked_sync_id text not null default ''"),
        V0_7_22(
                "alter table v1_grants add column expansion blob",
                "alter table v1_grants add column needs_expansion integer not null default 0",
                "create index idx_grants_sync_expansion_v1 on v1_grants (sync_id) where expansion is not null",
                "create index idx_grants_sync_needs_expansion_v1 on v1_grants (sync_id) where needs_expansion = 1",
                "alter table v1_sync_runs add column supports_diff integer not null default 0"),
        V0_7_30("alter table v1_sync_runs add column grants_backfilled integer not null default 0"),
        V0_9_10("create index idx_grants_entitlement_sync_grant_v1 on v1_grants (entitlement_id, sync_id, id)"),
        V0_10_0("alter table v1_sync_runs add column stats text"),
        MAIN_IN_MAY_2026("create table v1_sync_stats (sync_id text primary key, grants integer)"),
        V0_20_3(
                "alter table v1_sync_runs add column ingest_invariant_generation text not null default ''",
                "alter table v1_sync_runs add column ingest_invariant_coverage text not null default ''",
                "alter table v1_sync_runs add column ingest_invariant_mode text not null default ''"),
        NEXT("alter table v1_grants add column unheard_of text not null default 'x'");

        private final String migration;

        Release(String... migration) {
            this.migration = String.join(";", migration);
        }
    }

    private static V1Builder file(Release release) {
        V1Builder file = V1Builder.bare();
        for (String table : List.of(
                "v1_resource_types (id integer primary key, external_id text not null, data blob not null,"
                        + " sync_id text not null, discovered_at datetime not null)",
                "v1_resources (id integer primary key, resource_type_id text not null, external_id text not null,"
                        + " parent_resource_type_id text, parent_resource_id text, data blob not null,"
                        + " sync_id text not null, discovered_at datetime not null)",
                "v1_entitlements (id integer primary key, resource_type_id text not null, resource_id text not null,"
                        + " external_id text not null, data blob not null, sync_id text not null,"
                        + " discovered_at datetime not null)",
                "v1_grants (id integer primary key, resource_type_id text not null, resource_id text not null,"
                        + " entitlement_id text not null, principal_resource_type_id text not null,"
                        + " principal_resource_id text not null, external_id text not null, data blob not null,"
                        + " sync_id text not null, discovered_at datetime not null)",
                "v1_assets (id integer primary key, external_id text not null, content_type text not null,"
                        + " data blob not null, sync_id text not null, discovered_at datetime not null)",
                "v1_sync_runs (id integer primary key, sync_id text not null, started_at datetime not null,"
                        + " ended_at datetime, sync_token text not null)")) {
            file.sql("create table " + table);
        }
        file.sql("create unique index idx_resource_types_external_sync_v1 on v1_resource_types (external_id, sync_id)")
                .sql("create index idx_grants_entitlement_id_v1 on v1_grants (entitlement_id)")
                .sql("create index idx_grants_principal_id_v1 on v1_grants"
                        + " (principal_resource_type_id, principal_resource_id)")
                .sql("create unique index idx_grants_external_sync_v1 on v1_grants (external_id, sync_id)");
        for (Release each : Release.values()) {
            if (each.compareTo(release) <= 0) {
                file.script(each.migration);
            }
        }
        return file;
    }

    private static void put(V1Builder file, dev.grantlake.wire.connector.v2.Grant grant) {
        file.insert(
                "v1_grants (resource_type_id, resource_id, entitlement_id, principal_resource_type_id,"
                        + " principal_resource_id, external_id, data, sync_id, discovered_at)",
                "group",
                "eng",
                MEMBER.getId(),
                grant.getPrincipal().getId().getResourceType(),
                grant.getPrincipal().getId().getResource(),
                grant.getId(),
                grant.toByteArray(),
                SYNC,
                V1Builder.TIME);
    }

    @ParameterizedTest
    @EnumSource
    void isReadAsItStands(Release release) {
        dev.grantlake.wire.connector.v2.Grant plain = Messages.grant(MEMBER, Messages.resource("user", "alice"));
        dev.grantlake.wire.connector.v2.Grant bridge = Messages.annotated(
                Messages.grant(MEMBER, Messages.resource("group", "ops")),
                GrantImmutable.getDefaultInstance(),
                Messages.expandable(" ", "group:ops:member"));
        dev.grantlake.wire.connector.v2.Grant blank = Messages.annotated(
                Messages.grant(MEMBER, Messages.resource("group", "blank")), Messages.expandable("", "\u00a0\u0085\t"));
        try (V1Builder file = file(release)) {
            file.insert(
                            "v1_sync_runs (sync_id, started_at, ended_at, sync_token)",
                            SYNC,
                            "2024-05-28 09:14:59.5",
                            "2024-05-28 09:15:02",
                            "token")
                    .type(SYNC, "user")
                    .resource(SYNC, Messages.resource("group", "eng"))
                    .entitlement(SYNC, MEMBER);
            put(file, plain);
            put(file, bridge);
            put(file, blank);
            OpenOptions options = OpenOptions.defaults().withZone(ZoneOffset.UTC);
            try (Store store = Grantlake.open(file.write(folder.resolve("a.c1z")), options)) {
                Sync sync = store.latestSync().orElseThrow();
                check(sync.run());
                assertThat(sync.resourceTypes().all().count()).isEqualTo(1);
                assertThat(sync.resources().all().count()).isEqualTo(1);
                assertThat(sync.sessions().all().count()).isZero();
                assertThat(sync.sessions().find("none")).isEmpty();
                assertThat(sync.statistics().statistics().grants()).isEqualTo(3);

                Grant found = sync.grants().find(bridge.getId()).orElseThrow();
                assertThat(found.expansion())
                        .contains(new Grant.Expansion(List.of(" ", "group:ops:member"), true, List.of()));
                assertThat(found.needsExpansion()).isTrue();
                assertThat(found.annotations()).hasSize(1);
                assertThat(found.toMessage().getAnnotationsCount()).isEqualTo(1);
                assertThat(found.toExpandableMessage()).isEqualTo(bridge);
                assertThat(sync.grants().find(plain.getId()).orElseThrow().toMessage())
                        .isEqualTo(plain);

                // Go leaves an annotation without ids where it is, and makes no expansion of it.
                Grant left = sync.grants().find(blank.getId()).orElseThrow();
                assertThat(left.expansion()).isEmpty();
                assertThat(left.toMessage()).isEqualTo(blank);

                assertThat(sync.grants().matching(GrantFilter.ALL.withPendingExpansion()).stream())
                        .extracting(Grant::id)
                        .containsExactly(bridge.getId());
                assertThat(sync.grants().forEntitlement(found.entitlement()).count())
                        .isEqualTo(3);
                assertThat(sync.grants()
                                .onResource(found.entitlement().resource())
                                .count())
                        .isEqualTo(3);
            }
        }
    }

    private static void check(SyncRun run) {
        assertThat(run.type()).isEqualTo(SyncType.FULL);
        assertThat(run.token()).isEqualTo("token");
        assertThat(run.parentId()).isEmpty();
        assertThat(run.linkedId()).isEmpty();
        assertThat(run.supportsDiff()).isFalse();
        assertThat(run.verification()).isEmpty();
    }
}
