package dev.grantlake.records.key;

import dev.grantlake.base.Bytes;
import dev.grantlake.store.EntitlementFilter;
import dev.grantlake.store.EntitlementKey;
import dev.grantlake.store.GrantFilter;
import dev.grantlake.store.ResourceId;
import dev.grantlake.testbase.Fixtures;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

/** Holds the worked example of docs/formats/older-interiors.md to what the code makes of it. */
class OlderInteriorsPageTest {

    private static final Ksuid SYNC =
            Ksuid.ofText("2ZVGuQwsGOcZoJmbB2Xn3ViCZOy").orElseThrow();
    private static final ResourceId G1 = ResourceId.of("group", "g1");
    private static final ResourceId ALICE = ResourceId.of("user", "alice");

    private final ExternalIdKeyspace keyspace = ExternalIdKeyspace.ofSync("page", SYNC, Set.of(IndexFamily.values()));
    private final Map<String, Bytes> page = page();

    @Test
    void rowsLieWhereThePageSays() {
        assertThat(page.get("sync run")).isEqualTo(KeyFamily.SYNC_RUN.header().plus(SYNC.bytes()));
        assertThat(keyspace.entitlementById("member").key()).isEqualTo(page.get("entitlement"));
        assertThat(keyspace.grantById("g").key()).isEqualTo(page.get("grant"));
        assertThat(keyspace.statistics().key()).isEqualTo(page.get("statistics"));
        assertThat(ExternalIdKeyspace.ofOneSync("page", SYNC.toString(), Set.of())
                        .grantById("g")
                        .key())
                .isEqualTo(page.get("grant in pebble2"));
        assertThat(page).hasSize(8);
    }

    @Test
    void entriesLeadToTheirRows() {
        leads(keyspace.entitlements(EntitlementFilter.ALL.withResource(G1)), "by resource", "entitlement");
        GrantFilter all = GrantFilter.ALL;
        leads(keyspace.grants(all.withEntitlement(new EntitlementKey(G1, "member"))), "by entitlement", "grant");
        leads(keyspace.grants(all.withPrincipal(ALICE)), "by principal", "grant");
    }

    private void leads(AccessPath path, String entry, String row) {
        Bytes key = requireNonNull(page.get(entry));
        path.check(key);
        assertThat(key.startsWith(path.key())).isTrue();
        assertThat(path.rowKey(key)).isEqualTo(page.get(row));
    }

    private static Map<String, Bytes> page() {
        try {
            List<String> lines = Files.readAllLines(Fixtures.projectRoot().resolve("docs/formats/older-interiors.md"));
            int start = lines.indexOf("```text worked example");
            Map<String, Bytes> example = new HashMap<>();
            for (String line : lines.subList(start + 1, lines.lastIndexOf("```"))) {
                String[] parts = line.split(" {2,}", 2);
                example.put(parts[0], Bytes.ofHex(parts[1].replace(" ", "")));
            }
            return example;
        } catch (IOException e) {
            throw new IllegalStateException("cannot read the page", e);
        }
    }
}
