package dev.grantlake.records.key;

import dev.grantlake.base.Bytes;
import dev.grantlake.records.KeyValueFixtures;
import dev.grantlake.records.codec.DigestCodec;
import dev.grantlake.records.row.Row;
import dev.grantlake.store.EntitlementKey;
import dev.grantlake.store.GrantDigest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

/** Recomputes digests from grants and compares them with the stored ones. */
class GrantDigestTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "empty.v3.kv.txt",
                "nasty.v3.kv.txt.zst",
                "post-expansion-graph.v3.kv.txt.zst",
                "small.v3.kv.txt.zst",
                "small.v3.mutated-end_false.kv.txt.zst",
                "tiny.v3.kv.txt.zst"
            })
    void recomputedDigestsAreTheStoredOnes(String fixture) {
        KeyspaceV2 keyspace = new KeyspaceV2(fixture, "", true);
        Map<Optional<EntitlementKey>, GrantDigest> computed = new HashMap<>();
        Map<Optional<EntitlementKey>, GrantDigest> stored = new HashMap<>();
        computed.put(Optional.empty(), new GrantDigest(0, 0));
        KeyValueFixtures.load(fixture).entries().forEach((key, value) -> {
            Row row = new Row(fixture, key, value);
            KeyFamily family = KeyFamily.of(key);
            if (family == KeyFamily.ENTITLEMENT) {
                add(computed, Optional.of(keyspace.entitlementKey(row)), new GrantDigest(0, 0));
            } else if (family == KeyFamily.GRANT) {
                GrantDigest one = new GrantDigest(GrantHash.of(row).content(), 1);
                add(computed, Optional.of(keyspace.grantKey(row).entitlement()), one);
                add(computed, Optional.empty(), one);
            } else if (family == KeyFamily.DIGEST) {
                DigestKey node = DigestKey.of(fixture, key);
                if (node.level() != DigestKey.Level.LEAF) {
                    stored.put(
                            node.entitlement(),
                            node.level() == DigestKey.Level.ROOT ? DigestCodec.root(row) : DigestCodec.sum(row));
                }
            }
        });
        assertThat(stored).isNotEmpty();
        if (fixture.contains("mutated-end_false")) {
            assertThat(computed).containsAllEntriesOf(stored).hasSizeGreaterThan(stored.size());
        } else {
            assertThat(stored).isEqualTo(computed);
        }
    }

    private static void add(
            Map<Optional<EntitlementKey>, GrantDigest> digests, Optional<EntitlementKey> of, GrantDigest more) {
        digests.merge(of, more, (a, b) -> new GrantDigest(a.hash() ^ b.hash(), a.count() + b.count()));
    }

    @Test
    void hashesAreThoseOfTheWorkedExample() {
        String entitlement = "67726f757000 673100 3100 6d656d62657200".replace(" ", "");
        Row alice = new Row("test.c1z", Bytes.ofHex("030400" + entitlement + "7573657200616c696365"), Bytes.EMPTY);
        assertThat(GrantHash.of(alice)).isEqualTo(new GrantHash(0xa66beded7f755de0L, 0xbee38c26be70ac80L));
        Bytes sources = Bytes.ofHex("4a06 0a02 6100 1200 4a07 0a01 62 1202 2001".replace(" ", ""));
        Row group = new Row("test.c1z", Bytes.ofHex("030400" + entitlement + "67726f7570006732"), sources);
        assertThat(GrantHash.of(group)).isEqualTo(new GrantHash(0xae46439ddaa4cbccL, 0x2a236945682fc2e6L));
        Bytes reversed = sources.from(8).plus(sources.slice(0, 8));
        assertThat(GrantHash.of(new Row("test.c1z", group.key(), reversed.plus(sources))))
                .as("order and repetition do not count")
                .isEqualTo(GrantHash.of(group));
    }
}
