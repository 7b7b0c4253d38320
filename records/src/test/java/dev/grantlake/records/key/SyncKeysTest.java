package dev.grantlake.records.key;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.records.KeyValueFixtures;
import dev.grantlake.records.row.Row;
import dev.grantlake.wire.storage.v3.EntitlementRef;
import dev.grantlake.wire.storage.v3.GrantRecord;
import dev.grantlake.wire.storage.v3.PrincipalRef;
import dev.grantlake.wire.storage.v3.SyncRunRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Derives all keys of files that Go wrote, in all layouts, and compares them with what Go stored. */
class SyncKeysTest {

    private static final Ksuid SYNC =
            Ksuid.ofText("2ZVGuQwsGOcZoJmbB2Xn3ViCZOy").orElseThrow();
    private static final ExternalIdKeys KEYS = ExternalIdKeys.ofSync(SYNC);
    private static final Set<KeyFamily> RECORDS = EnumSet.of(
            KeyFamily.RESOURCE_TYPE,
            KeyFamily.RESOURCE,
            KeyFamily.ENTITLEMENT,
            KeyFamily.GRANT,
            KeyFamily.ASSET,
            KeyFamily.SYNC_RUN,
            KeyFamily.SESSION);

    static Stream<String> fixtures() {
        return Stream.concat(
                KeyValueFixtures.OLDER_NAMES.stream(),
                Stream.of("small.v3.kv.txt.zst", "nasty.v3.kv.txt.zst", "tiny.v3.kv.txt.zst"));
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void eachRowLiesUnderTheKeyThatItCallsFor(String fixture) {
        NavigableMap<Bytes, Bytes> stored = KeyValueFixtures.load(fixture).entries();
        SyncKeys keys = keys(fixture);
        stored.forEach((key, value) -> {
            KeyFamily family = KeyFamily.of(key);
            if (family != null && RECORDS.contains(family)) {
                assertThat(key.startsWith(keys.header(family))).isTrue();
                assertThat(keys.rowKey(family, new Row(fixture, key, value))).isEqualTo(key);
            }
        });
        assertThat(stored).containsKey(keys.statistics());
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void derivedEntriesAreTheStoredOnesAndLeadBack(String fixture) {
        SyncKeys keys = keys(fixture);
        Map<Bytes, Bytes> derived = new TreeMap<>();
        Map<Bytes, Bytes> stored = new TreeMap<>();
        KeyValueFixtures.load(fixture).entries().forEach((key, value) -> {
            KeyFamily family = KeyFamily.of(key);
            if (family == KeyFamily.INDEX) {
                stored.put(key, value);
            } else if (family != null && RECORDS.contains(family)) {
                Row row = new Row(fixture, key, value);
                keys.entries(family, row, keys.indexes(), (index, entry, content) -> {
                    assertThat(entry.startsWith(keys.header(index))).isTrue();
                    assertThat(keys.rowOf(index, entry, fixture)).isEqualTo(key);
                    assertThat(index.rows()).isEqualTo(family);
                    derived.put(entry, content);
                });
            }
        });
        // An index that came with a later release than the file's.
        derived.keySet()
                .removeIf(key -> keys.layout() == KeyLayout.EXTERNAL_IDS_BY_SYNC
                        && IndexFamily.of(key) == IndexFamily.GRANT_BY_RESOURCE);
        assertThat(derived).isEqualTo(stored);
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void onlyEntriesThatAreWantedAreMade(String fixture) {
        SyncKeys keys = keys(fixture);
        KeyValueFixtures.load(fixture).entries().forEach((key, value) -> {
            KeyFamily family = KeyFamily.of(key);
            if (family == KeyFamily.GRANT || family == KeyFamily.RESOURCE) {
                Row row = new Row(fixture, key, value);
                Set<IndexFamily> wanted = EnumSet.of(IndexFamily.GRANT_BY_PRINCIPAL);
                keys.entries(
                        family,
                        row,
                        wanted,
                        (index, entry, content) -> assertThat(index).isEqualTo(IndexFamily.GRANT_BY_PRINCIPAL));
            }
        });
    }

    @Test
    void aGrantOwesWhatItsReferencesAllow() {
        EntitlementRef.Builder onResource = EntitlementRef.newBuilder()
                .setResourceTypeId("group")
                .setResourceId("g\0")
                .setEntitlementId("e");
        PrincipalRef.Builder principal =
                PrincipalRef.newBuilder().setResourceTypeId("user").setResourceId("u");
        assertThat(owed(GrantRecord.newBuilder())).isEmpty();
        assertThat(owed(GrantRecord.newBuilder().setNeedsExpansion(true))).containsExactly("05 00 67");
        assertThat(owed(GrantRecord.newBuilder().setEntitlement(onResource)))
                .containsExactly("07 00 67726f7570 00 670101 00 67");
        assertThat(owed(GrantRecord.newBuilder().setPrincipal(principal)))
                .containsExactly("04 00 75736572 00 75 00 67", "06 00 75736572 00 67");
        assertThat(owed(GrantRecord.newBuilder()
                        .setPrincipal(PrincipalRef.getDefaultInstance())
                        .setEntitlement(EntitlementRef.newBuilder().setEntitlementId("e"))))
                .containsExactly("03 00 65 00 00 00 67", "04 00 00 00 67", "06 00 00 67");
    }

    @Test
    void aRecordOfAnotherSyncBelongsElsewhere() {
        Ksuid other = Ksuid.ofText("2ZVGuQwsGOcZoJmbB2Xn3ViCZOz").orElseThrow();
        Bytes run = KeyFamily.SYNC_RUN.header().plus(SYNC.bytes());
        assertThat(KEYS.rowKey(KeyFamily.SYNC_RUN, run(run, other.toString())))
                .isEqualTo(KeyFamily.SYNC_RUN.header().plus(other.bytes()));
        for (String id : List.of("", "none", SYNC + "0")) {
            assertThatThrownBy(() -> KEYS.rowKey(KeyFamily.SYNC_RUN, run(run, id)))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("the id of a sync");
        }
    }

    @Test
    void entriesOfAnotherFormLeadNowhere() {
        Bytes header = KEYS.header(IndexFamily.GRANT_BY_PRINCIPAL);
        assertThatThrownBy(() -> KEYS.rowOf(IndexFamily.GRANT_BY_PRINCIPAL, header.plus(Bytes.ofHex("0061")), "f"))
                .isInstanceOf(StorageException.class);
    }

    private static Row run(Bytes key, String id) {
        return new Row(
                "f",
                key,
                Bytes.wrap(SyncRunRecord.newBuilder().setSyncId(id).build().toByteArray()));
    }

    /** What a grant with the id {@code g} owes: index and components in hexadecimal, without the sync. */
    private static List<String> owed(GrantRecord.Builder grant) {
        Bytes key = KEYS.header(KeyFamily.GRANT).plus(Bytes.ofHex("0067"));
        Row row = new Row("f", key, Bytes.wrap(grant.build().toByteArray()));
        List<String> owed = new ArrayList<>();
        KEYS.entries(KeyFamily.GRANT, row, KEYS.indexes(), (index, entry, content) -> {
            assertThat(content.isEmpty()).isTrue();
            assertThat(entry.startsWith(KEYS.header(index))).isTrue();
            String hex = entry.from(KEYS.header(index).length()).toHex();
            owed.add(String.format("%02x", index.code()) + spaced(hex));
        });
        owed.sort(null);
        return owed;
    }

    /** Sets separators apart; the ids of this test have no {@code 00} inside. */
    private static String spaced(String hex) {
        StringBuilder text = new StringBuilder();
        boolean afterSeparator = false;
        for (int i = 0; i < hex.length(); i += 2) {
            boolean separator = hex.startsWith("00", i);
            text.append(separator || afterSeparator ? " " : "").append(hex, i, i + 2);
            afterSeparator = separator;
        }
        return text.toString();
    }

    private static SyncKeys keys(String fixture) {
        if (fixture.startsWith("seed-era")) {
            Bytes run = KeyValueFixtures.load(fixture).entries().ceilingKey(KeyFamily.SYNC_RUN.header());
            return ExternalIdKeys.ofSync(
                    new Ksuid(run.from(KeyFamily.SYNC_RUN.header().length())));
        }
        return fixture.startsWith("legacy") ? ExternalIdKeys.ofOneSync() : IdentityKeys.INSTANCE;
    }
}
