package dev.grantlake.records;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.kv.KeyValueReader;
import dev.grantlake.records.inspect.InspectedKey;
import dev.grantlake.records.inspect.KeyInspector;
import dev.grantlake.records.key.KeyLayout;
import dev.grantlake.records.key.Ksuid;
import dev.grantlake.store.EntitlementKey;
import dev.grantlake.store.Grant;
import dev.grantlake.store.GrantFilter;
import dev.grantlake.store.GrantKey;
import dev.grantlake.store.Listing;
import dev.grantlake.store.MigrationReport;
import dev.grantlake.store.ResourceId;
import dev.grantlake.store.SyncStatistics;
import dev.grantlake.store.spi.SyncBackend;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Mutations;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.wire.storage.v3.GrantRecord;
import dev.grantlake.wire.storage.v3.SyncStatsRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@ExtendWith(Seeds.class)
class MigrationTest {

    private static final String SYNC = "2ZVGuQwsGOcZoJmbB2Xn3ViCZOy";
    private static final String LEGACY = "legacy-external-id/mid-small.v3.kv.txt.zst";
    private static final List<String> TEXTS = List.of("a", "ab", "a:b", "\0", "é", "");

    @TempDir
    private Path folder;

    @Test
    void everyKeyIsOneOfToday() {
        SortedEntries entries = KeyValueFixtures.load(LEGACY);
        try (Migration migration = migrate(entries)) {
            assertThat(KeyLayout.of(migration)).isEqualTo(KeyLayout.IDENTITIES);
            KeyInspector inspector = KeyInspector.of(migration);
            Map<String, Integer> families = new TreeMap<>();
            walk(migration, (key, value) -> {
                InspectedKey inspected = inspector.inspect(key);
                assertThat(inspected.problem()).as("%s", inspected).isEmpty();
                families.merge(inspected.family(), 1, Integer::sum);
                assertThat(migration.get(key)).isEqualTo(value);
            });
            assertThat(families)
                    .containsEntry("grant", 1001)
                    .containsEntry("entitlement", 29)
                    .containsEntry("index: grant by principal", 1001)
                    .containsEntry("index: grant needs expansion", 16)
                    .containsEntry("index: resource by parent", 14)
                    .doesNotContainKey("index: grant by entitlement");
            assertThat(migration.report()).isEqualTo(new MigrationReport(1, 0, 0));
        }
        assertThat(entries.closed()).isTrue();
        assertThat(entries.openCursors()).isZero();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void statisticsAreCountedAnewAndKeepTheRest() {
        SortedEntries entries = KeyValueFixtures.load(LEGACY);
        Bytes key = Bytes.ofHex("03ff737461747300");
        // Durations of steps are in the sidecar only.
        byte[] durations =
                SyncStatsRecord.newBuilder().putStepDurationsMs("a", 12).build().toByteArray();
        entries.put(key, requireNonNull(entries.get(key)).plus(Bytes.wrap(durations)));
        try (Migration migration = migrate(entries)) {
            SyncBackend sync = KeyValueFixtures.sync(migration);
            SyncStatistics statistics = sync.statistics().orElseThrow().statistics();
            assertThat(statistics.grants()).isEqualTo(1001);
            assertThat(statistics.grantsByResourceType()).isEqualTo(Map.of("group", 849L, "role", 152L));
            assertThat(statistics.writtenAt()).isEmpty();
            assertThat(sync.count().grants()).isEqualTo(1001);
            assertThat(statistics.stepDurationsMillis()).isEqualTo(Map.of("a", 12L));
        }
    }

    @Test
    void rowsWithoutAPlaceAreDroppedAndReported() {
        ExternalIdRows rows = ExternalIdRows.pebble2(SYNC)
                .entitlement("group", "g1", "e")
                .entitlement("", "g1", "no type")
                .entitlement("group", "", "no resource")
                .grant("ok", "group", "g1", "e", "user", "alice", false)
                .grant("1", "", "g1", "e", "user", "alice", false)
                .grant("2", "group", "", "e", "user", "alice", false)
                .grant("3", "group", "g1", "", "user", "alice", false)
                .grant("4", "group", "g1", "e", "", "alice", false)
                .grant("5", "group", "g1", "e", "user", "", false)
                .grant("6", GrantRecord.getDefaultInstance());
        try (Migration migration = migrate(rows.entries())) {
            assertThat(migration.report()).isEqualTo(new MigrationReport(0, 6, 2));
            assertThat(grants(KeyValueFixtures.sync(migration)))
                    .extracting(Grant::id)
                    .containsExactly("ok");
        }
    }

    @Test
    void twoEntitlementsOfOneIdentityAreDamage() {
        ExternalIdRows rows = ExternalIdRows.pebble2(SYNC).entitlement("group", "g1", "e");
        rows.entries()
                .put(rows.key(0x03, "other"), requireNonNull(rows.entries().get(rows.key(0x03, "e"))));
        assertThatThrownBy(() -> migrate(rows.entries()))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.CORRUPT));
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void onlyPebble2HasAMigration() {
        assertThat(Migration.isDue(KeyValueFixtures.load("small.v3.kv.txt.zst"), KeyValueFixtures.metadata()))
                .isFalse();
        assertThat(Migration.isDue(new SortedEntries(), KeyValueFixtures.metadata()))
                .isFalse();
        SortedEntries seed = KeyValueFixtures.load("seed-era/seed-small.v3.kv.txt.zst");
        assertThatThrownBy(() -> Migration.isDue(seed, KeyValueFixtures.metadata(seed)))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.UNSUPPORTED))
                .hasMessageContaining("keyspace version 1 has no migration");
        SortedEntries nine = KeyValueFixtures.load(LEGACY)
                .put(Bytes.ofHex("03ff6b657973706163655f76657273696f6e"), Bytes.ofHex("00000009"));
        assertThatThrownBy(() -> Migration.isDue(nine, KeyValueFixtures.metadata()))
                .hasMessageContaining("keyspace version 9");
    }

    /** Random rows against a plain map from identities to what became of them. */
    @Test
    void rowsLieUnderTheirIdentities(Dice dice) {
        for (int i = 0; i < Seeds.rounds(60); i++) {
            ExternalIdRows rows = ExternalIdRows.pebble2(SYNC);
            Map<GrantKey, Set<String>> expected = new LinkedHashMap<>();
            Set<GrantKey> pending = new LinkedHashSet<>();
            Set<String> ids = new LinkedHashSet<>();
            long dropped = 0;
            long merged = 0;
            for (int j = dice.below(150); j > 0; j--) {
                String id = dice.pick(TEXTS) + dice.pick(TEXTS) + dice.pick(TEXTS);
                ResourceId resource = ResourceId.of(dice.pick(TEXTS), dice.pick(TEXTS));
                EntitlementKey entitlement =
                        new EntitlementKey(resource, dice.oneIn(2) ? text(resource) : dice.pick(TEXTS));
                GrantKey key = new GrantKey(entitlement, ResourceId.of(dice.pick(TEXTS), dice.pick(TEXTS)));
                if (!ids.add(id)) {
                    continue;
                }
                boolean needsExpansion = dice.oneIn(4);
                rows.grant(
                        id,
                        resource.type(),
                        resource.id(),
                        entitlement.id(),
                        key.principal().type(),
                        key.principal().id(),
                        needsExpansion);
                if (hasEmptyPart(key)) {
                    dropped++;
                    continue;
                }
                merged += expected.containsKey(key) ? 1 : 0;
                expected.computeIfAbsent(key, k -> new LinkedHashSet<>()).add(id);
                if (needsExpansion) {
                    pending.add(key);
                }
            }
            try (Migration migration = migrate(rows.entries())) {
                assertThat(migration.report()).isEqualTo(new MigrationReport(merged, dropped, 0));
                SyncBackend sync = KeyValueFixtures.sync(migration);
                List<Grant> grants = grants(sync);
                assertThat(grants).extracting(Grant::key).containsExactlyInAnyOrderElementsOf(expected.keySet());
                for (Grant grant : grants) {
                    String least = expected.getOrDefault(grant.key(), Set.of()).stream()
                            .min(java.util.Comparator.comparing(Bytes::utf8))
                            .orElseThrow();
                    assertThat(grant.toRecord().getExternalId()).isEqualTo(least);
                    assertThat(grant.needsExpansion()).isEqualTo(pending.contains(grant.key()));
                    assertThat(sync.grant(grant.key())).isPresent();
                    assertThat(new Listing<>(after ->
                                            sync.grants(GrantFilter.ALL.withPrincipal(grant.principal()), after))
                                    .stream().map(Grant::key))
                            .contains(grant.key());
                }
                assertThat(new Listing<>(after -> sync.grants(GrantFilter.ALL.withPendingExpansion(), after)).count())
                        .isEqualTo(pending.size());
            }
            assertThat(folder).isEmptyDirectory();
        }
    }

    private static String text(ResourceId resource) {
        return resource.type() + ":" + resource.id() + ":member";
    }

    private static boolean hasEmptyPart(GrantKey key) {
        return List.of(
                        key.entitlement().resource().type(),
                        key.entitlement().resource().id(),
                        key.entitlement().id(),
                        key.principal().type(),
                        key.principal().id())
                .contains("");
    }

    @Test
    void damagedRowsGiveAResultOrATypedError(Dice dice) {
        ExternalIdRows rows = ExternalIdRows.pebble2(SYNC)
                .entitlement("group", "g1", "group:g1:member")
                .grant("a", "group", "g1", "group:g1:member", "user", "u2", true)
                .grant("b", "group", "g1", "group:g1:member", "user", "u2", false);
        List<Bytes> keys = List.copyOf(rows.entries().entries().keySet());
        int errors = 0;
        for (int i = 0; i < Seeds.rounds(1_000); i++) {
            SortedEntries damaged = rows.entries().copy();
            Bytes key = dice.pick(keys);
            Bytes value = requireNonNull(damaged.get(key));
            Mutations.garblings(value.toArray(), 1, dice)
                    .forEach(damage -> damaged.put(key, Bytes.wrap(damage.bytes())));
            try {
                if (Migration.isDue(damaged, KeyValueFixtures.metadata())) {
                    try (Migration migration = migrate(damaged)) {
                        RecordStore store = RecordStore.open(migration, KeyValueFixtures.metadata());
                        store.syncRuns().forEach(run -> grants(store.sync(run)).forEach(Grant::toMessage));
                    }
                }
            } catch (StorageException e) {
                errors++;
            }
            assertThat(damaged.openCursors()).isZero();
        }
        assertThat(errors).isPositive();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aSyncIdIsNoMoreThanAText() {
        assertThat(Ksuid.ofText(SYNC)).isPresent();
        ExternalIdRows rows = ExternalIdRows.pebble2("no ksuid").resource("group", "g1", Optional.empty());
        try (Migration migration = migrate(rows.entries())) {
            assertThat(KeyValueFixtures.sync(migration).run().id()).isEqualTo("no ksuid");
        }
    }

    private Migration migrate(SortedEntries entries) {
        return Migration.of(entries, KeyValueFixtures.metadata(), folder);
    }

    private static List<Grant> grants(SyncBackend sync) {
        return new Listing<>(after -> sync.grants(GrantFilter.ALL, after))
                .stream().toList();
    }

    @FunctionalInterface
    private interface Step {
        void at(Bytes key, Bytes value);
    }

    private static void walk(KeyValueReader reader, Step step) {
        try (Cursor cursor = reader.cursor(KeyRange.ALL)) {
            for (boolean more = cursor.first(); more; more = cursor.next()) {
                step.at(cursor.key().copy(), cursor.value().copy());
            }
        }
    }
}
