package dev.grantlake.records.key;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.records.row.Row;
import dev.grantlake.store.EntitlementFilter;
import dev.grantlake.store.EntitlementKey;
import dev.grantlake.store.GrantFilter;
import dev.grantlake.store.GrantKey;
import dev.grantlake.store.ResourceFilter;
import dev.grantlake.store.ResourceId;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The worked examples of docs/formats/records.md, and what each question's path is. */
@ExtendWith(Seeds.class)
class KeyspaceV2Test {

    private static final ResourceId GROUP = ResourceId.of("group", "g1");
    private static final ResourceId ALICE = ResourceId.of("user", "alice");
    private static final EntitlementKey MEMBER = new EntitlementKey(GROUP, "group:g1:member");
    private static final String SYNC = "2ZVGuQwsGOcZoJmbB2Xn3ViCZOy";

    private final KeyspaceV2 keyspace = new KeyspaceV2("test.c1z", SYNC, true);
    private final IndexKeys indexKeys = new IndexKeys("test.c1z");

    @ParameterizedTest
    @CsvSource({
        "group,g1,group:g1:member,67726f7570 00 6731 00 31 00 6d656d626572",
        "group,g1,ent-42,67726f7570 00 6731 00 30 00 656e742d3432",
        "group,g1,group:g1:,67726f7570 00 6731 00 31 00",
        "group,g1,group:g1,67726f7570 00 6731 00 30 00 67726f75703a6731",
        "a:b,c:d,a:b:c:d:x:y,613a62 00 633a64 00 31 00 783a79",
        "група,é,група:é:член,d0b3d180d183d0bfd0b0 00 c3a9 00 31 00 d187d0bbd0b5d0bd",
        "group,g1,'',67726f7570 00 6731 00 30 00"
    })
    void entitlementsAreKeyedByResourceAndWhatIsLeftOfTheirId(String type, String resource, String id, String key) {
        EntitlementKey entitlement = new EntitlementKey(ResourceId.of(type, resource), id);
        Bytes expected = hex("0303 00" + key);
        assertThat(keyspace.entitlement(entitlement).key()).isEqualTo(expected);
        assertThat(keyspace.entitlementKey(row(expected))).isEqualTo(entitlement);
    }

    @Test
    void grantsAreKeyedByEntitlementAndPrincipal() {
        GrantKey grant = new GrantKey(MEMBER, ALICE);
        Bytes key = keyspace.grant(grant).key();
        String entitlement = "67726f7570 00 6731 00 31 00 6d656d626572";
        String principal = "75736572 00 616c696365";
        assertThat(key).isEqualTo(hex("0304 00" + entitlement + "00" + principal));
        assertThat(keyspace.grantKey(row(key))).isEqualTo(grant);
        GrantComponents parts = GrantComponents.of(key, row(key));
        assertThat(parts.byPrincipal()).isEqualTo(hex("030704 00" + principal + "00" + entitlement));
        assertThat(parts.needsExpansion()).isEqualTo(hex("030705 00" + entitlement + "00" + principal));
        assertThat(parts.principalHash(0xa66beded7f755de0L))
                .isEqualTo(hex("030708 00" + entitlement + "00 a66b" + principal));
        assertThat(DigestKey.root(MEMBER))
                .isEqualTo(hex("030a08 00 67726f7570 0101 6731 0101 31 0101 6d656d626572 00 00"));
    }

    @Test
    void escapesComponentsOnceAndDigestPartitionsTwice() {
        ResourceId resource = ResourceId.of("group", "g\0\1");
        EntitlementKey entitlement = new EntitlementKey(resource, "group:g\0\1:m\0");
        GrantKey grant = new GrantKey(entitlement, ResourceId.of("user", "\0"));
        Bytes key = keyspace.grant(grant).key();
        assertThat(key).isEqualTo(hex("0304 00 67726f7570 00 67 0101 0102 00 31 00 6d 0101 00 75736572 00 0101"));
        assertThat(keyspace.grantKey(row(key))).isEqualTo(grant);
        assertThat(DigestKey.root(entitlement))
                .isEqualTo(hex("030a08 00 67726f7570 0101 67 01020102 010202 0101 31 0101 6d 01020102 00 00"));
        assertThat(DigestKey.of("test.c1z", DigestKey.root(entitlement)).entitlement())
                .contains(entitlement);
    }

    @Test
    void childrenAndSessionsHaveTheirKeys() {
        Bytes alice = keyspace.resource(ALICE).key();
        assertThat(alice).isEqualTo(hex("0302 00 75736572 00 616c696365"));
        assertThat(indexKeys.byParent(alice, "org", "o1"))
                .isEqualTo(hex("030701 00 6f7267 00 6f31 00 75736572 00 616c696365"));
        assertThat(keyspace.session("k").key())
                .isEqualTo(hex("0309 00" + Bytes.utf8(SYNC).toHex() + "00 6b"));
    }

    @Test
    void emptyIdsHaveKeys() {
        assertThat(keyspace.resourceType("").key()).isEqualTo(hex("0301 00"));
        assertThat(keyspace.resource(ResourceId.of("", "")).key()).isEqualTo(hex("0302 00 00"));
        assertThat(keyspace.resourceId(row(hex("0302 00 00")))).isEqualTo(ResourceId.of("", ""));
    }

    @Test
    void aFlagThatIsNotOneIsOpaque() {
        assertThat(keyspace.entitlementKey(row(hex("0303 00 61 00 62 00 37 00 63"))))
                .isEqualTo(new EntitlementKey(ResourceId.of("a", "b"), "c"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0304",
                "0304 00",
                "0304 61 00 62 00 31 00 63 00 64 00 65",
                "0304 00 61 00 62 00 31 00 63 00 64",
                "0304 00 61 00 62 00 31 00 63 00 64 00 65 00",
                "0304 00 61 00 62 00 31 00 63 00 64 00 0165",
                "0304 00 61 00 62 00 31 00 63 00 64 00 ff"
            })
    void aGrantKeyOfAnotherFormIsDamage(String key) {
        assertThatThrownBy(() -> keyspace.grantKey(row(hex(key))))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.CORRUPT))
                .hasMessageContaining(hex(key).toHex());
    }

    @Test
    void splicesComeBack(Dice dice) {
        for (int i = 0; i < Seeds.rounds(5_000); i++) {
            ResourceId resource = ResourceId.of(word(dice), word(dice));
            String id = dice.oneIn(2) ? resource.type() + ":" + resource.id() + ":" + word(dice) : word(dice);
            GrantKey grant = new GrantKey(new EntitlementKey(resource, id), ResourceId.of(word(dice), word(dice)));
            Bytes key = keyspace.grant(grant).key();
            assertThat(keyspace.grantKey(row(key))).isEqualTo(grant);
            GrantComponents parts = GrantComponents.of(key, row(key));
            assertThat(indexKeys.grantByPrincipal(parts.byPrincipal())).isEqualTo(key);
            assertThat(indexKeys.grantNeedingExpansion(parts.needsExpansion())).isEqualTo(key);
            assertThat(indexKeys.grantByPrincipalHash(parts.principalHash(dice.below(Integer.MAX_VALUE) * -7L)))
                    .isEqualTo(key);
            Bytes child = keyspace.resource(resource).key();
            assertThat(indexKeys.child(indexKeys.byParent(child, word(dice), word(dice))))
                    .isEqualTo(child);
            assertThat(DigestKey.of("test.c1z", DigestKey.root(grant.entitlement()))
                            .entitlement())
                    .contains(grant.entitlement());
        }
    }

    @Test
    void everyFilterTakesTheNarrowestPath() {
        GrantFilter all = GrantFilter.ALL;
        assertThat(way(all)).isEqualTo("rows 0304");
        assertThat(way(all.withResourceType("group"))).isEqualTo("rows 03040067726f757000");
        assertThat(way(all.withResource(GROUP))).isEqualTo("rows 03040067726f757000673100");
        assertThat(way(all.withEntitlement(MEMBER))).isEqualTo("rows 03040067726f75700067310031006d656d62657200");
        assertThat(way(all.withEntitlement(MEMBER).withPrincipalTypes(Set.of("user"))))
                .isEqualTo("rows 03040067726f75700067310031006d656d626572007573657200");
        assertThat(way(all.withEntitlement(MEMBER).withPrincipal(ALICE)))
                .isEqualTo("point 03040067726f75700067310031006d656d626572007573657200616c696365");
        assertThat(way(all.withPrincipal(ALICE))).isEqualTo("index 030704007573657200616c69636500");
        assertThat(way(all.withPrincipal(ALICE).withResourceType("group")))
                .isEqualTo("index 030704007573657200616c6963650067726f757000");
        assertThat(way(all.withPrincipal(ALICE).withResource(GROUP)))
                .isEqualTo("index 030704007573657200616c6963650067726f757000673100");
        assertThat(way(all.withPendingExpansion())).isEqualTo("index 030705");
        assertThat(way(all.withPendingExpansion().withResource(GROUP))).isEqualTo("index 0307050067726f757000673100");
        assertThat(way(all.withPendingExpansion().withPrincipal(ALICE)))
                .isEqualTo("index 030704007573657200616c69636500");
        assertThat(way(all.withPrincipalTypes(Set.of("user", "group")))).isEqualTo("rows 0304");
    }

    @Test
    void anIncompletePrincipalIndexIsNotUsed() {
        KeyspaceV2 incomplete = new KeyspaceV2("test.c1z", SYNC, false);
        AccessPath path = incomplete.grants(GrantFilter.ALL.withPrincipal(ALICE).withResourceType("group"));
        assertThat(way(path)).isEqualTo("rows 03040067726f757000");
    }

    @Test
    void contradictoryConditionsLeadNowhere() {
        GrantFilter member = GrantFilter.ALL.withEntitlement(MEMBER);
        assertThat(way(member.withResource(ALICE))).startsWith("nowhere");
        assertThat(way(member.withResourceType("user"))).startsWith("nowhere");
        assertThat(way(GrantFilter.ALL.withResource(GROUP).withResourceType("user")))
                .startsWith("nowhere");
        assertThat(way(GrantFilter.ALL.withPrincipal(ALICE).withPrincipalTypes(Set.of("group"))))
                .startsWith("nowhere");
        assertThat(way(keyspace.entitlements(
                        EntitlementFilter.ALL.withResource(GROUP).withResourceType("user"))))
                .startsWith("nowhere");
    }

    @Test
    void resourcesAndEntitlementsHavePaths() {
        assertThat(way(keyspace.resources(ResourceFilter.ALL.withType("user")))).isEqualTo("rows 0302007573657200");
        assertThat(way(keyspace.resources(ResourceFilter.ALL.withParent(GROUP))))
                .isEqualTo("index 0307010067726f757000673100");
        assertThat(way(keyspace.resources(ResourceFilter.ALL.withParent(GROUP).withType("user"))))
                .isEqualTo("index 0307010067726f7570006731007573657200");
        assertThat(way(keyspace.entitlements(EntitlementFilter.ALL.withResource(GROUP))))
                .isEqualTo("rows 03030067726f757000673100");
        assertThat(way(keyspace.entitlements(EntitlementFilter.ALL.withResourceType("group"))))
                .isEqualTo("rows 03030067726f757000");
    }

    private String way(GrantFilter filter) {
        return way(keyspace.grants(filter));
    }

    private static String way(AccessPath path) {
        return path.kind().name().toLowerCase(java.util.Locale.ROOT) + " "
                + path.key().toHex();
    }

    private static String word(Dice dice) {
        int length = dice.below(4);
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < length; i++) {
            word.append(dice.pick(java.util.List.of("a", ":", "\0", "\1", "\2", "é", "0", "1", "\ud83d\ude00")));
        }
        return word.toString();
    }

    private static Row row(Bytes key) {
        return new Row("test.c1z", key, Bytes.EMPTY);
    }

    private static Bytes hex(String hex) {
        return Bytes.ofHex(hex.replace(" ", ""));
    }
}
