package dev.grantlake.records.encode;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UnknownFieldSet;
import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.records.key.DerivedKeys;
import dev.grantlake.records.key.GrantHash;
import dev.grantlake.records.key.IndexFamily;
import dev.grantlake.records.key.IndexSplices;
import dev.grantlake.records.key.KeyFamily;
import dev.grantlake.records.key.RowKeys;
import dev.grantlake.records.row.Row;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.wire.connector.v2.Entitlement;
import dev.grantlake.wire.connector.v2.Grant;
import dev.grantlake.wire.connector.v2.GrantExpandable;
import dev.grantlake.wire.connector.v2.GrantSources;
import dev.grantlake.wire.connector.v2.GrantSources.GrantSource;
import dev.grantlake.wire.connector.v2.Resource;
import dev.grantlake.wire.connector.v2.ResourceId;
import dev.grantlake.wire.storage.v3.EntitlementRef;
import dev.grantlake.wire.storage.v3.GrantExpandableRecord;
import dev.grantlake.wire.storage.v3.GrantRecord;
import dev.grantlake.wire.storage.v3.GrantSourceRecord;
import dev.grantlake.wire.storage.v3.PrincipalRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(Seeds.class)
class GrantEncoderTest {

    private static final Instant NOW = Instant.ofEpochSecond(1_790_000_000L, 237_534_343);
    private static final Timestamp NOW_MESSAGE = Timestamp.newBuilder()
            .setSeconds(NOW.getEpochSecond())
            .setNanos(NOW.getNano())
            .build();
    private static final String EXPANDABLE = GrantExpandable.getDescriptor().getFullName();

    private final GrantEncoder encoder = new GrantEncoder(RecordLimits.DEFAULT);
    private final GrantParts parts = new GrantParts();

    @Test
    void theWorkedExampleOfTheFormat() {
        Grant grant = grant("group:g1:member:user:alice", "group", "g1", "group:g1:member", "user", "alice").toBuilder()
                .setPrincipal(Resource.newBuilder()
                        .setId(id("user", "alice"))
                        .setParentResourceId(id("org", "o1"))
                        .setDisplayName("Alice"))
                .build();
        encoder.split(grant, parts);
        assertThat(parts.isOrdinary()).isTrue();
        assertThat(parts.remainder()).isEqualTo(Bytes.EMPTY);
        assertThat(composed(GrantEncoder.discoveredAt(1_795_148_088L, 237_761_159))
                        .toHex())
                .isEqualTo("121a67726f75703a67313a6d656d6265723a757365723a616c696365"
                        + "1a1c0a0567726f7570120267311a0f67726f75703a67313a6d656d626572"
                        + "22160a04757365721205616c6963651a036f726722026f31"
                        + "2a0b08b892ffd7061087e5af71");
    }

    /** Every kind of message against a record that the generated builders make, in a fresh and in a used buffer. */
    @Test
    void composedValuesAreThoseOfRecordsBuiltByHand(Dice dice) {
        for (int i = 0; i < Seeds.rounds(3_000); i++) {
            Grant grant = randomGrant(dice);
            GrantRecord expected = translated(grant);
            encoder.split(grant, parts);
            Bytes value = composed(parts.discoveredAt(NOW));
            assertThat(value).as("%s", grant).isEqualTo(CanonicalBytes.of(expected));
            assertThat(GrantRemainder.needsExpansion(parts.remainder())).isEqualTo(expected.getNeedsExpansion());
            checkDerived(value);
        }
    }

    @Test
    void storedRecordsStayAsTheyAre(Dice dice) {
        for (int i = 0; i < Seeds.rounds(3_000); i++) {
            GrantRecord record = randomRecord(dice);
            encoder.split(record, parts);
            Bytes value = composed(parts.discoveredAt(NOW));
            GrantRecord expected = record.hasDiscoveredAt()
                    ? record
                    : record.toBuilder().setDiscoveredAt(NOW_MESSAGE).build();
            assertThat(value).as("%s", record).isEqualTo(CanonicalBytes.of(expected));
            checkDerived(value);
        }
    }

    /** One reference for each principal: the others keep theirs. */
    @Test
    void aPrincipalWithAnotherParentIsKept(Dice dice) {
        for (int i = 0; i < Seeds.rounds(500); i++) {
            GrantRecord record = randomRecord(dice);
            PrincipalRef other = record.getPrincipal().toBuilder()
                    .setParentResourceTypeId(NastyText.any(dice))
                    .setParentResourceId(NastyText.any(dice))
                    .setUnknownFields(UnknownFieldSet.getDefaultInstance())
                    .build();
            Bytes interned = CanonicalBytes.of(other);
            encoder.split(record, parts);
            boolean same = other.getParentResourceTypeId()
                            .equals(record.getPrincipal().getParentResourceTypeId())
                    && other.getParentResourceId().equals(record.getPrincipal().getParentResourceId());
            assertThat(parts.fits(interned)).isEqualTo(same);
            if (!same) {
                parts.keepPrincipal();
            }
            ByteSink value = new ByteSink();
            GrantEncoder.compose(
                    parts.entitlement().ref(), interned, parts.discoveredAt(NOW), parts.remainder(), value);
            GrantRecord expected = record.hasDiscoveredAt()
                    ? record
                    : record.toBuilder().setDiscoveredAt(NOW_MESSAGE).build();
            assertThat(value.toBytes()).isEqualTo(CanonicalBytes.of(expected));
        }
    }

    private Bytes composed(Bytes time) {
        ByteSink value = new ByteSink().writeUtf8("left over");
        GrantEncoder.compose(parts.entitlement().ref(), parts.principal().ref(), time, parts.remainder(), value);
        return value.toBytes();
    }

    /** Key, index entries and hashes out of the pieces are those that readers and checkers derive from the row. */
    private void checkDerived(Bytes value) {
        Bytes entitlement = parts.entitlement().components();
        Bytes principal = parts.principal().components();
        ByteSink sink = new ByteSink();
        RowKeys.grant(entitlement, principal, sink);
        Row row = new Row("test.c1z", sink.toBytes(), value);
        assertThat(row.key()).isEqualTo(RowKeys.of(KeyFamily.GRANT, row));
        Map<IndexFamily, Bytes> derived = new HashMap<>();
        DerivedKeys.ofGrant(
                row,
                Set.of(IndexFamily.GRANT_BY_PRINCIPAL, IndexFamily.GRANT_NEEDS_EXPANSION, IndexFamily.PRINCIPAL_HASH),
                (index, key, content) -> derived.put(index, key));
        long bucket = GrantHash.bucket(principal);
        IndexSplices.byPrincipal(entitlement, principal, sink.clear());
        assertThat(sink.toBytes()).isEqualTo(derived.get(IndexFamily.GRANT_BY_PRINCIPAL));
        IndexSplices.principalHash(entitlement, bucket, principal, sink.clear());
        assertThat(sink.toBytes()).isEqualTo(derived.get(IndexFamily.PRINCIPAL_HASH));
        if (GrantRemainder.needsExpansion(parts.remainder())) {
            IndexSplices.needsExpansion(entitlement, principal, sink.clear());
            assertThat(sink.toBytes()).isEqualTo(derived.get(IndexFamily.GRANT_NEEDS_EXPANSION));
        } else {
            assertThat(derived).doesNotContainKey(IndexFamily.GRANT_NEEDS_EXPANSION);
        }
        long content = GrantHash.content(row.key().from(3), GrantRemainder.sources(parts.remainder()));
        assertThat(new GrantHash(bucket, content)).isEqualTo(GrantHash.of(row));
    }

    @Test
    void onlyTheFirstReadableExpansionCounts() {
        Any first = expandable("type.googleapis.com/" + EXPANDABLE, "a", " ");
        Any second = expandable(EXPANDABLE, "b");
        Any torn = Any.newBuilder()
                .setTypeUrl(EXPANDABLE)
                .setValue(ByteString.copyFrom(new byte[] {0x0a, 9}))
                .build();
        Any other = expandable("x" + EXPANDABLE, "c");
        assertRest(List.of(other, torn, first, second), expansion("a", " "), List.of(other, torn, second));
    }

    @Test
    void anExpansionOfBlanksIsDropped() {
        Any blank = expandable("example.com/" + EXPANDABLE, "", " \t\n\u000b\f\r\u0085\u00a0\u1680\u2028\u202f\u3000");
        Any valid = expandable(EXPANDABLE, "b");
        assertRest(List.of(blank, valid), null, List.of(valid));
        assertRest(List.of(expandable(EXPANDABLE)), null, List.of());
        Any separator = expandable(EXPANDABLE, "\u001f");
        assertRest(List.of(separator), expansion("\u001f"), List.of());
    }

    private void assertRest(
            List<Any> annotations, @org.jspecify.annotations.Nullable GrantExpandableRecord expansion, List<Any> left) {
        Grant grant = grant("x", "t", "r", "e", "user", "u").toBuilder()
                .addAllAnnotations(annotations)
                .build();
        encoder.split(grant, parts);
        GrantRecord.Builder expected =
                refs(grant).setExternalId("x").setDiscoveredAt(NOW_MESSAGE).addAllAnnotations(left);
        if (expansion != null) {
            expected.setExpansion(expansion).setNeedsExpansion(true);
        }
        assertThat(composed(parts.discoveredAt(NOW))).isEqualTo(CanonicalBytes.of(expected.build()));
    }

    /** The order of keys is the order of their components as bytes, whatever is in them. */
    @Test
    void keysAreOrderedAsTheirComponents(Dice dice) {
        for (int i = 0; i < Seeds.rounds(3_000); i++) {
            List<List<String>> two = new ArrayList<>();
            List<Bytes> keys = new ArrayList<>();
            for (int j = 0; j < 2; j++) {
                String type = NastyText.some(dice);
                String resource = NastyText.some(dice);
                String id = NastyText.some(dice);
                String principalType = NastyText.some(dice);
                String principalId = NastyText.some(dice);
                two.add(List.of(type, resource, id, principalType, principalId));
                ByteSink key = new ByteSink();
                RowKeys.grant(
                        EntitlementPieces.of(type, resource, type + ":" + resource + ":" + id)
                                .components(),
                        PrincipalPieces.of(principalType, principalId, "", "").components(),
                        key);
                keys.add(key.toBytes());
            }
            assertThat(Integer.signum(keys.get(0).compareTo(keys.get(1))))
                    .as("%s", two)
                    .isEqualTo(Integer.signum(compare(two.get(0), two.get(1))));
        }
    }

    private static int compare(List<String> a, List<String> b) {
        for (int i = 0; i < a.size(); i++) {
            int order = Bytes.utf8(a.get(i)).compareTo(Bytes.utf8(b.get(i)));
            if (order != 0) {
                assertThat(Integer.signum(CodePointOrder.INSTANCE.compare(a.get(i), b.get(i))))
                        .isEqualTo(Integer.signum(order));
                return order;
            }
        }
        return 0;
    }

    private static Grant randomGrant(Dice dice) {
        String type = NastyText.some(dice);
        String resource = NastyText.some(dice);
        String entitlement = dice.oneIn(2) ? type + ":" + resource + ":" + NastyText.any(dice) : NastyText.some(dice);
        String principalType = NastyText.some(dice);
        String principal = NastyText.some(dice);
        String id = dice.oneIn(2) ? entitlement + ":" + principalType + ":" + principal : NastyText.any(dice);
        Grant.Builder grant = grant(id, type, resource, entitlement, principalType, principal).toBuilder();
        if (dice.oneIn(3)) {
            grant.getPrincipalBuilder().setParentResourceId(id(NastyText.any(dice), NastyText.any(dice)));
        }
        if (dice.oneIn(3)) {
            for (int i = dice.below(4); i > 0; i--) {
                grant.addAnnotations(
                        dice.oneIn(3)
                                ? expandable(EXPANDABLE, NastyText.any(dice), NastyText.any(dice))
                                : annotation(dice));
            }
        }
        if (dice.oneIn(3)) {
            GrantSources.Builder sources = GrantSources.newBuilder();
            for (int i = dice.below(5); i > 0; i--) {
                sources.putSources(
                        NastyText.any(dice),
                        GrantSource.newBuilder().setIsDirect(dice.oneIn(2)).build());
            }
            grant.setSources(sources);
        }
        return grant.build();
    }

    private static GrantRecord randomRecord(Dice dice) {
        Grant grant = randomGrant(dice);
        GrantRecord.Builder record = translated(grant).toBuilder().clearDiscoveredAt();
        if (dice.oneIn(2)) {
            record.setDiscoveredAt(
                    Timestamp.newBuilder().setSeconds(dice.bits()).setNanos((int) dice.bits()));
        }
        if (dice.oneIn(4)) {
            record.setNeedsExpansion(!record.getNeedsExpansion());
        }
        if (dice.oneIn(4)) {
            record.setSourceScopeKey(NastyText.any(dice));
        }
        if (dice.oneIn(4)) {
            record.putSources(
                    NastyText.any(dice),
                    GrantSourceRecord.newBuilder()
                            .setResourceTypeId(NastyText.any(dice))
                            .setResourceId(NastyText.any(dice))
                            .setEntitlementId(NastyText.any(dice))
                            .setUnknownFields(unknown(dice))
                            .build());
        }
        if (dice.oneIn(6)) {
            record.setUnknownFields(unknown(dice));
        }
        if (dice.oneIn(6)) {
            record.getEntitlementBuilder().setUnknownFields(unknown(dice));
        }
        if (dice.oneIn(6)) {
            record.getPrincipalBuilder().setUnknownFields(unknown(dice));
        }
        if (dice.oneIn(6)) {
            record.getDiscoveredAtBuilder().setUnknownFields(unknown(dice));
        }
        return record.build();
    }

    private static UnknownFieldSet unknown(Dice dice) {
        return UnknownFieldSet.newBuilder()
                .addField(
                        1000 + dice.below(5),
                        UnknownFieldSet.Field.newBuilder()
                                .addVarint(dice.bits())
                                .addLengthDelimited(ByteString.copyFrom(dice.bytes(dice.below(200))))
                                .build())
                .build();
    }

    /** The translation as its table says it, by the generated builders. */
    private static GrantRecord translated(Grant grant) {
        GrantRecord.Builder record = refs(grant).setExternalId(grant.getId()).setDiscoveredAt(NOW_MESSAGE);
        boolean found = false;
        for (Any annotation : grant.getAnnotationsList()) {
            if (found || !annotation.getTypeUrl().equals(EXPANDABLE)) {
                record.addAnnotations(annotation);
                continue;
            }
            found = true;
            GrantExpandable expandable;
            try {
                expandable = GrantExpandable.parseFrom(annotation.getValue());
            } catch (com.google.protobuf.InvalidProtocolBufferException e) {
                throw new AssertionError(e);
            }
            if (expandable.getEntitlementIdsList().stream().anyMatch(id -> !id.isEmpty())) {
                record.setNeedsExpansion(true)
                        .setExpansion(GrantExpandableRecord.newBuilder()
                                .addAllEntitlementIds(expandable.getEntitlementIdsList()));
            }
        }
        grant.getSources()
                .getSourcesMap()
                .forEach((id, source) -> record.putSources(
                        id,
                        GrantSourceRecord.newBuilder()
                                .setIsDirect(source.getIsDirect())
                                .build()));
        return record.build();
    }

    private static GrantRecord.Builder refs(Grant grant) {
        ResourceId resource = grant.getEntitlement().getResource().getId();
        Resource principal = grant.getPrincipal();
        return GrantRecord.newBuilder()
                .setEntitlement(EntitlementRef.newBuilder()
                        .setResourceTypeId(resource.getResourceType())
                        .setResourceId(resource.getResource())
                        .setEntitlementId(grant.getEntitlement().getId()))
                .setPrincipal(PrincipalRef.newBuilder()
                        .setResourceTypeId(principal.getId().getResourceType())
                        .setResourceId(principal.getId().getResource())
                        .setParentResourceTypeId(principal.getParentResourceId().getResourceType())
                        .setParentResourceId(principal.getParentResourceId().getResource()));
    }

    private static GrantExpandableRecord expansion(String... ids) {
        return GrantExpandableRecord.newBuilder()
                .addAllEntitlementIds(List.of(ids))
                .build();
    }

    private static Any expandable(String typeUrl, String... ids) {
        return Any.newBuilder()
                .setTypeUrl(typeUrl)
                .setValue(GrantExpandable.newBuilder()
                        .addAllEntitlementIds(List.of(ids))
                        .build()
                        .toByteString())
                .build();
    }

    private static Any annotation(Dice dice) {
        return Any.newBuilder()
                .setTypeUrl(NastyText.any(dice))
                .setValue(ByteString.copyFrom(dice.bytes(dice.below(300))))
                .build();
    }

    private static Grant grant(
            String id, String type, String resource, String entitlement, String principalType, String principal) {
        return Grant.newBuilder()
                .setId(id)
                .setEntitlement(Entitlement.newBuilder()
                        .setId(entitlement)
                        .setDisplayName("not kept")
                        .setResource(Resource.newBuilder().setId(id(type, resource))))
                .setPrincipal(Resource.newBuilder().setId(id(principalType, principal)))
                .build();
    }

    private static ResourceId id(String type, String id) {
        return ResourceId.newBuilder().setResourceType(type).setResource(id).build();
    }
}
