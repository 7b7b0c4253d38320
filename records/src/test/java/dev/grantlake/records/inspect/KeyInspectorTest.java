package dev.grantlake.records.inspect;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.records.KeyValueFixtures;
import dev.grantlake.records.SortedEntries;
import dev.grantlake.records.key.KeyLayout;
import dev.grantlake.records.key.Ksuid;
import dev.grantlake.store.EntitlementKey;
import dev.grantlake.store.GrantDigest;
import dev.grantlake.store.ResourceId;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@ExtendWith(Seeds.class)
class KeyInspectorTest {

    private static final KeyInspector INSPECTOR = new KeyInspector(KeyLayout.IDENTITIES);

    static List<String> fixtures() {
        return Stream.concat(KeyValueFixtures.NAMES.stream(), KeyValueFixtures.OLDER_NAMES.stream())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void everyKeyAndValueThatGoWroteIsSound(String fixture) {
        SortedEntries entries = KeyValueFixtures.load(fixture);
        KeyInspector inspector = KeyInspector.of(entries);
        entries.entries().forEach((key, value) -> {
            InspectedKey inspected = inspector.inspect(key);
            assertThat(inspected.sound()).as("%s: %s", key, inspected).isTrue();
            inspected.value().parts(fixture, key, value);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "030100 75736572 | resource type: id=user | ResourceTypeRecord",
                "030200 75736572 00 616c696365 | resource: type=user, id=alice | ResourceRecord",
                "030300 61 00 62 00 31 00 63 | entitlement: resource type=a, resource=b, flag=1, tail=c | EntitlementRecord",
                "030400 61 00 62 00 30 00 63 00 64 00 65 | grant: resource type=a, resource=b, flag=0, tail=c, principal type=d, principal=e | GrantRecord",
                "030500 61 | asset: id=a | AssetRecord",
                "0306 | sync run: | SyncRunRecord",
                "03070100 61 00 62 00 63 00 64 | index: resource by parent: parent type=a, parent=b, child type=c, child=d | EMPTY",
                "03070400 64 00 65 00 61 00 62 00 31 00 63 | index: grant by principal: principal type=d, principal=e, resource type=a, resource=b, flag=1, tail=c | EMPTY",
                "03070500 61 00 62 00 31 00 63 00 64 00 65 | index: grant needs expansion: resource type=a, resource=b, flag=1, tail=c, principal type=d, principal=e | EMPTY",
                "03070800 61 00 62 00 31 00 63 00 0000 64 00 65 | index: grant by principal hash: resource type=a, resource=b, flag=1, tail=c, hash=0x0000, principal type=d, principal=e | CONTENT_HASH",
                "03070800 61 00 62 00 31 00 00 a66b 64 00 | index: grant by principal hash: resource type=a, resource=b, flag=1, tail=, hash=0xa66b, principal type=d, principal= | CONTENT_HASH",
                "030900 73 00 6b | session: sync=s, key=k | SessionRecord",
                "030a0800 61 0101 62 0101 31 0101 63 00 00 | digest: resource type=a, resource=b, entitlement=a:b:c, level=root | DIGEST_ROOT",
                "030a0800 61 0101 62 0101 31 0101 63 00 01 8000 | digest: resource type=a, resource=b, entitlement=a:b:c, level=leaf, bucket=0x8000 | DIGEST_SUM",
                "030a0800 00 02 | digest: level=whole | DIGEST_SUM",
                "03ff6b657973706163655f76657273696f6e | meta: name=keyspace_version | STAMP",
                "03ff737461747300 | meta: name=stats | SyncStatsRecord"
            })
    void takesKeysApart(String hex, String expected, String value) {
        InspectedKey key = INSPECTOR.inspect(Bytes.ofHex(hex.replace(" ", "")));
        assertThat(key.problem()).isEmpty();
        assertThat(text(key)).isEqualTo(expected);
        assertThat(
                        key.value().messageType().isEmpty()
                                ? key.value().kind().name()
                                : key.value().messageType())
                .endsWith(value);
    }

    private static final String SYNC = "1207c8d6edef674e8568fa3b802ae1f9825dcb58";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0301S 00 75736572 | resource type: sync=2ZVG, id=user | ResourceTypeRecord",
                "0302S 00 75736572 00 61 | resource: sync=2ZVG, type=user, id=a | ResourceRecord",
                "0303S 00 65 | entitlement: sync=2ZVG, id=e | EntitlementRecord",
                "0304S 00 67 | grant: sync=2ZVG, id=g | GrantRecord",
                "0305S 00 61 | asset: sync=2ZVG, id=a | AssetRecord",
                "0306S | sync run: sync=2ZVG | SyncRunRecord",
                "030701S 00 61 00 62 00 63 00 64 | index: resource by parent: sync=2ZVG, parent type=a, parent=b, child type=c, child=d | EMPTY",
                "030702S 00 61 00 62 00 65 | index: entitlement by resource: sync=2ZVG, resource type=a, resource=b, id=e | EMPTY",
                "030703S 00 65 00 61 00 62 00 67 | index: grant by entitlement: sync=2ZVG, entitlement=e, principal type=a, principal=b, id=g | EMPTY",
                "030704S 00 61 00 62 00 67 | index: grant by principal: sync=2ZVG, principal type=a, principal=b, id=g | EMPTY",
                "030705S 00 67 | index: grant needs expansion: sync=2ZVG, id=g | EMPTY",
                "030706S 00 61 00 67 | index: grant by principal type: sync=2ZVG, principal type=a, id=g | EMPTY",
                "030707S 00 61 00 62 00 67 | index: grant by resource: sync=2ZVG, resource type=a, resource=b, id=g | EMPTY",
                "03ff7374617473 00 S | meta: name=stats, sync=2ZVG | SyncStatsRecord",
                "03ff696478 00 61 | meta: name=idx, index=a | STAMP"
            })
    void takesKeysWithASyncApart(String hex, String expected, String value) {
        Bytes key = Bytes.ofHex(hex.replace("S", SYNC).replace(" ", ""));
        InspectedKey inspected = new KeyInspector(KeyLayout.EXTERNAL_IDS_BY_SYNC).inspect(key);
        assertThat(inspected.problem()).isEmpty();
        assertThat(text(inspected)).isEqualTo(expected.replace("2ZVG", "2ZVGuQwsGOcZoJmbB2Xn3ViCZOy"));
        assertThat(inspected.value().kind() + " " + inspected.value().messageType())
                .contains(value);
        assertThat(new KeyInspector(KeyLayout.IDENTITIES).inspect(key).problem().isPresent())
                .isEqualTo(!hex.startsWith("03ff696478"));
        int header = hex.replace(" ", "").indexOf('S') / 2;
        for (int length = header; !hex.contains("696478") && length < header + Ksuid.LENGTH; length++) {
            InspectedKey cut = new KeyInspector(KeyLayout.EXTERNAL_IDS_BY_SYNC).inspect(key.slice(0, length));
            assertThat(cut.sound()).as("%s", cut).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0303 00 65,entitlement: id=e",
        "0304 00 67,grant: id=g",
        "030702 00 61 00 62 00 65,'index: entitlement by resource: resource type=a, resource=b, id=e'",
        "030704 00 61 00 62 00 67,'index: grant by principal: principal type=a, principal=b, id=g'",
        "030705 00 67,index: grant needs expansion: id=g",
        "030707 00 61 00 62 00 67,'index: grant by resource: resource type=a, resource=b, id=g'",
        "0309 00 73 00 6b,'session: sync=s, key=k'",
        "03ff7374617473 00,meta: name=stats"
    })
    void takesKeysOfExternalIdsApart(String hex, String expected) {
        InspectedKey inspected = new KeyInspector(KeyLayout.EXTERNAL_IDS).inspect(Bytes.ofHex(hex.replace(" ", "")));
        assertThat(inspected.problem()).isEmpty();
        assertThat(text(inspected)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"030a080000000002", "0307080061006200310063000000640065", "03030061006200310063", "0308"})
    void olderLayoutsDoNotHaveWhatCameLater(String hex) {
        assertThat(new KeyInspector(KeyLayout.EXTERNAL_IDS)
                        .inspect(Bytes.ofHex(hex))
                        .sound())
                .isFalse();
        assertThat(new KeyInspector(KeyLayout.EXTERNAL_IDS_BY_SYNC)
                        .inspect(Bytes.ofHex(hex))
                        .sound())
                .isFalse();
    }

    private static String text(InspectedKey key) {
        String parts = key.parts().stream()
                .map(part -> part.name() + "=" + part.text())
                .collect(Collectors.joining(", "));
        return (key.family() + ": " + parts).strip();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "03",
                "04",
                "030b00",
                "030800",
                "0301",
                "03016100",
                "030100610062",
                "03010001",
                "030100ff",
                "030600",
                "0307",
                "030709",
                "03070200610062006300",
                "030702006100620063",
                "03070800610062003100630000",
                "030a",
                "030a0800",
                "030a080000020000",
                "030a080061000000",
                "03ff6e6f6e65"
            })
    void saysWhatIsWrongWithAKey(String hex) {
        InspectedKey key = INSPECTOR.inspect(Bytes.ofHex(hex));
        assertThat(key.sound()).as("%s", key).isFalse();
    }

    @Test
    void neverFails(Dice dice) {
        neverFails("tiny.v3.kv.txt.zst", dice);
        KeyValueFixtures.OLDER_NAMES.forEach(name -> neverFails(name, dice));
    }

    private static void neverFails(String fixture, Dice dice) {
        SortedEntries entries = KeyValueFixtures.load(fixture);
        KeyInspector inspector = KeyInspector.of(entries);
        List<Bytes> keys = new ArrayList<>(entries.entries().keySet());
        for (int i = 0; i < Seeds.rounds(20_000); i++) {
            byte[] key = dice.pick(keys).toArray();
            key[dice.below(key.length)] = (byte) dice.below(dice.oneIn(2) ? 4 : 256);
            Bytes damaged = Bytes.wrap(key, 0, dice.oneIn(3) ? dice.below(key.length) : key.length);
            InspectedKey inspected = inspector.inspect(damaged);
            try {
                inspected.value().parts("test.c1z", damaged, Bytes.wrap(dice.bytes(dice.below(20))));
            } catch (StorageException e) {
                assertThat(e.kind()).isEqualTo(StorageException.Kind.CORRUPT);
            }
        }
    }

    @Test
    void listsDigestNodes() {
        SortedEntries entries = KeyValueFixtures.load("small.v3.kv.txt.zst");
        List<DigestNode> nodes = new ArrayList<>();
        DigestNode.forEach(entries, "test.c1z", nodes::add);
        assertThat(nodes).hasSize(30);
        DigestNode whole = nodes.stream()
                .filter(node -> node.level().equals("whole"))
                .findFirst()
                .orElseThrow();
        assertThat(whole.digest()).isEqualTo(new GrantDigest(0x3c614d999c29b886L, 1000));
        assertThat(nodes.stream()
                        .filter(node -> node.level().equals("root"))
                        .mapToLong(node -> node.digest().count())
                        .sum())
                .isEqualTo(1000);
        assertThat(nodes.stream().filter(node -> node.level().equals("root")))
                .allSatisfy(node -> assertThat(DigestNode.root(
                                entries, "test.c1z", node.entitlement().orElseThrow()))
                        .contains(node));
        EntitlementKey nowhere = new EntitlementKey(ResourceId.of("a", "b"), "c");
        assertThat(DigestNode.root(entries, "test.c1z", nowhere)).isEmpty();
        assertThat(entries.openCursors()).isZero();
        entries.put(Bytes.ofHex("030a09"), Bytes.EMPTY);
        assertThatThrownBy(() -> DigestNode.forEach(entries, "test.c1z", node -> {}))
                .isInstanceOf(StorageException.class);
        assertThat(entries.openCursors()).isZero();
    }
}
