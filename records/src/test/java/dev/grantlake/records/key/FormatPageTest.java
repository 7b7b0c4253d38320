package dev.grantlake.records.key;

import dev.grantlake.base.Bytes;
import dev.grantlake.records.codec.DigestCodec;
import dev.grantlake.records.row.Row;
import dev.grantlake.store.EntitlementKey;
import dev.grantlake.store.GrantDigest;
import dev.grantlake.store.GrantKey;
import dev.grantlake.store.ResourceId;
import dev.grantlake.testbase.Fixtures;
import dev.grantlake.wire.storage.v3.GrantRecord;
import dev.grantlake.wire.storage.v3.GrantSourceRecord;
import dev.grantlake.wire.storage.v3.ResourceRecord;
import dev.grantlake.wire.storage.v3.ResourceRef;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

/** Holds the worked example of docs/formats/records.md to what the code makes of it. */
class FormatPageTest {

    private static final String FILE = "page";
    private static final EntitlementKey MEMBER = new EntitlementKey(ResourceId.of("group", "g1"), "group:g1:member");

    private final KeyspaceV2 keyspace = new KeyspaceV2(FILE, "", true);
    private final Map<String, String> computed = new HashMap<>();

    @Test
    void theWorkedExampleIsRight() throws IOException {
        resource();
        computed.put("entitlement", keyspace.entitlement(MEMBER).key().toHex());
        computed.put(
                "entitlement ent-42",
                keyspace.entitlement(new EntitlementKey(MEMBER.resource(), "ent-42"))
                        .key()
                        .toHex());
        grants();
        assertThat(page()).isEqualTo(computed);
    }

    private void resource() {
        ResourceRecord record = ResourceRecord.newBuilder()
                .setParent(ResourceRef.newBuilder().setResourceTypeId("org").setResourceId("o1"))
                .build();
        Row alice = new Row(
                FILE, keyspace.resource(ResourceId.of("user", "alice")).key(), Bytes.wrap(record.toByteArray()));
        computed.put("resource alice", alice.key().toHex());
        DerivedKeys.ofResource(alice, (index, key, value) -> computed.put("by parent alice", key.toHex()));
    }

    private void grants() {
        GrantRecord pending = GrantRecord.newBuilder().setNeedsExpansion(true).build();
        Row alice = grant(ResourceId.of("user", "alice"), pending);
        computed.put("grant alice", alice.key().toHex());
        DerivedKeys.ofGrant(alice, Set.of(IndexFamily.values()), (index, key, value) -> {
            computed.put(index.label().replace("grant ", "") + " alice", key.toHex());
            if (index == IndexFamily.PRINCIPAL_HASH) {
                computed.put("content hash alice", value.toHex());
            }
        });
        GrantRecord expanded = GrantRecord.newBuilder()
                .putSources("a\0", GrantSourceRecord.getDefaultInstance())
                .putSources(
                        "b", GrantSourceRecord.newBuilder().setIsDirect(true).build())
                .build();
        long g2 = GrantHash.of(grant(ResourceId.of("group", "g2"), expanded)).content();
        long both = g2 ^ GrantHash.of(alice).content();
        computed.put("content hash g2", HexFormat.of().toHexDigits(g2));
        computed.put("digest root", DigestKey.root(MEMBER).toHex());
        computed.put("digest root value", "000000000000000002" + HexFormat.of().toHexDigits(both));
        Row root = new Row(FILE, DigestKey.root(MEMBER), Bytes.ofHex(value("digest root value")));
        assertThat(DigestCodec.root(root)).isEqualTo(new GrantDigest(both, 2));
        assertThat(DigestCodec.width(root)).isZero();
    }

    private String value(String name) {
        return computed.getOrDefault(name, "");
    }

    private Row grant(ResourceId principal, GrantRecord record) {
        return new Row(FILE, keyspace.grant(new GrantKey(MEMBER, principal)).key(), Bytes.wrap(record.toByteArray()));
    }

    private static Map<String, String> page() throws IOException {
        List<String> lines = Files.readAllLines(Fixtures.projectRoot().resolve("docs/formats/records.md"));
        int start = lines.indexOf("```text worked example");
        Map<String, String> example = new HashMap<>();
        for (String line : lines.subList(start + 1, lines.lastIndexOf("```"))) {
            String[] parts = line.split(" {2,}", 2);
            example.put(parts[0], parts[1].replace(" ", ""));
        }
        return example;
    }
}
