package dev.grantlake.records.key;

import dev.grantlake.base.Bytes;
import dev.grantlake.records.KeyValueFixtures;
import dev.grantlake.records.row.Row;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;

/** Derives all index entries of files that Go wrote and compares them with what Go stored, key by key. */
class DerivedKeysTest {

    private static final Set<IndexFamily> OVER_GRANTS =
            Set.of(IndexFamily.GRANT_BY_PRINCIPAL, IndexFamily.GRANT_NEEDS_EXPANSION, IndexFamily.PRINCIPAL_HASH);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "empty.v3.kv.txt",
                "nasty.v3.kv.txt.zst",
                "post-expansion-graph.v3.kv.txt.zst",
                "small.v3.kv.txt.zst",
                "tiny.v3.kv.txt.zst"
            })
    void derivedEntriesAreTheStoredOnes(String fixture) {
        Map<Bytes, Bytes> derived = new TreeMap<>();
        Map<Bytes, Bytes> stored = new TreeMap<>();
        KeyValueFixtures.load(fixture).entries().forEach((key, value) -> {
            Row row = new Row(fixture, key, value);
            KeyFamily family = KeyFamily.of(key);
            if (family == KeyFamily.INDEX) {
                stored.put(key, value);
            } else if (family == KeyFamily.RESOURCE) {
                DerivedKeys.ofResource(row, (index, entry, content) -> derived.put(entry, content));
            } else if (family == KeyFamily.GRANT) {
                DerivedKeys.ofGrant(row, OVER_GRANTS, (index, entry, content) -> {
                    assertThat(IndexFamily.of(entry)).isEqualTo(index);
                    derived.put(entry, content);
                });
            }
        });
        assertThat(derived).isEqualTo(stored);
    }
}
