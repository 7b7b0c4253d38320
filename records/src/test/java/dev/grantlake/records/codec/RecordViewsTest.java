package dev.grantlake.records.codec;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import com.google.protobuf.Timestamp;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.records.KeyValueFixtures;
import dev.grantlake.records.SortedEntries;
import dev.grantlake.records.key.KeyFamily;
import dev.grantlake.records.key.KeyspaceV2;
import dev.grantlake.records.row.Row;
import dev.grantlake.store.Asset;
import dev.grantlake.store.Entitlement;
import dev.grantlake.store.EntitlementKey;
import dev.grantlake.store.Grant;
import dev.grantlake.store.GrantKey;
import dev.grantlake.store.Resource;
import dev.grantlake.store.ResourceId;
import dev.grantlake.store.ResourceType;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Mutations;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.wire.storage.v3.AssetRecord;
import dev.grantlake.wire.storage.v3.EntitlementRecord;
import dev.grantlake.wire.storage.v3.GrantRecord;
import dev.grantlake.wire.storage.v3.PrincipalRef;
import dev.grantlake.wire.storage.v3.ResourceRecord;
import dev.grantlake.wire.storage.v3.ResourceTypeRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Holds the views to the generated messages, field by field. */
@ExtendWith(Seeds.class)
class RecordViewsTest {

    private final RecordCodec codec = new RecordCodec(new KeyspaceV2("test.c1z", "sync", true));

    /** One record: the row and what the generated parser makes of its value. */
    private record Stored<M>(Row row, M record) {}

    static List<String> fixtures() {
        return KeyValueFixtures.NAMES;
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void resourceTypesAreWhatWasStored(String fixture) {
        for (Stored<ResourceTypeRecord> stored : all(fixture, KeyFamily.RESOURCE_TYPE, ResourceTypeRecord.parser())) {
            check(codec.resourceType(stored.row()), stored.record());
        }
    }

    private static void check(ResourceType view, ResourceTypeRecord record) {
        assertThat(view.id()).isEqualTo(record.getExternalId());
        checkBody(view, record);
    }

    private static void checkBody(ResourceType view, ResourceTypeRecord record) {
        assertThat(view.displayName()).isEqualTo(record.getDisplayName());
        assertThat(view.description()).isEqualTo(record.getDescription());
        assertThat(view.traits()).isEqualTo(record.getTraitsList());
        assertThat(view.sourcedExternally()).isEqualTo(record.getSourcedExternally());
        assertThat(view.annotations()).isEqualTo(record.getAnnotationsList());
        assertThat(view.discoveredAt()).isEqualTo(time(record.hasDiscoveredAt(), record.getDiscoveredAt()));
        assertThat(view.toMessage()).isEqualTo(ExpectedMessages.of(record));
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void resourcesAreWhatWasStored(String fixture) {
        for (Stored<ResourceRecord> stored : all(fixture, KeyFamily.RESOURCE, ResourceRecord.parser())) {
            ResourceRecord record = stored.record();
            Resource view = codec.resource(stored.row());
            assertThat(view.id()).isEqualTo(ResourceId.of(record.getResourceTypeId(), record.getResourceId()));
            checkBody(view, record);
        }
    }

    private static void checkBody(Resource view, ResourceRecord record) {
        assertThat(view.displayName()).isEqualTo(record.getDisplayName());
        assertThat(view.description()).isEqualTo(record.getDescription());
        assertThat(view.parent())
                .isEqualTo(parent(
                        record.getParent().getResourceTypeId(),
                        record.getParent().getResourceId()));
        assertThat(view.annotations()).isEqualTo(record.getAnnotationsList());
        assertThat(view.discoveredAt()).isEqualTo(time(record.hasDiscoveredAt(), record.getDiscoveredAt()));
        assertThat(view.toMessage()).isEqualTo(ExpectedMessages.of(record));
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void entitlementsAreWhatWasStored(String fixture) {
        for (Stored<EntitlementRecord> stored : all(fixture, KeyFamily.ENTITLEMENT, EntitlementRecord.parser())) {
            EntitlementRecord record = stored.record();
            Entitlement view = codec.entitlement(stored.row());
            assertThat(view.key())
                    .isEqualTo(new EntitlementKey(
                            ResourceId.of(
                                    record.getResource().getResourceTypeId(),
                                    record.getResource().getResourceId()),
                            record.getExternalId()));
            checkBody(view, record);
        }
    }

    private static void checkBody(Entitlement view, EntitlementRecord record) {
        assertThat(view.displayName()).isEqualTo(record.getDisplayName());
        assertThat(view.description()).isEqualTo(record.getDescription());
        assertThat(view.slug()).isEqualTo(record.getSlug());
        assertThat(view.purpose()).isEqualTo(record.getPurpose());
        assertThat(view.grantableTo()).isEqualTo(record.getGrantableToResourceTypeIdsList());
        assertThat(view.annotations()).isEqualTo(record.getAnnotationsList());
        assertThat(view.discoveredAt()).isEqualTo(time(record.hasDiscoveredAt(), record.getDiscoveredAt()));
        assertThat(view.toMessage()).isEqualTo(ExpectedMessages.of(record));
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void grantsAreWhatWasStored(String fixture) {
        for (Stored<GrantRecord> stored : all(fixture, KeyFamily.GRANT, GrantRecord.parser())) {
            GrantRecord record = stored.record();
            Grant view = codec.grant(stored.row());
            PrincipalRef principal = record.getPrincipal();
            GrantKey key = new GrantKey(
                    new EntitlementKey(
                            ResourceId.of(
                                    record.getEntitlement().getResourceTypeId(),
                                    record.getEntitlement().getResourceId()),
                            record.getEntitlement().getEntitlementId()),
                    ResourceId.of(principal.getResourceTypeId(), principal.getResourceId()));
            assertThat(view.key()).isEqualTo(key);
            assertThat(view.id())
                    .isEqualTo(record.getExternalId().isEmpty() ? key.defaultId() : record.getExternalId());
            checkBody(view, record);
        }
    }

    private static void checkBody(Grant view, GrantRecord record) {
        PrincipalRef principal = record.getPrincipal();
        assertThat(view.principalParent())
                .isEqualTo(parent(principal.getParentResourceTypeId(), principal.getParentResourceId()));
        List<Grant.Source> sources = new ArrayList<>();
        record.getSourcesMap().forEach((id, source) -> sources.add(new Grant.Source(id, source.getIsDirect())));
        sources.sort((a, b) -> Bytes.utf8(a.entitlementId()).compareTo(Bytes.utf8(b.entitlementId())));
        assertThat(view.sources()).isEqualTo(sources);
        assertThat(view.expansion())
                .isEqualTo(
                        record.hasExpansion()
                                ? Optional.of(new Grant.Expansion(
                                        record.getExpansion().getEntitlementIdsList(),
                                        record.getExpansion().getShallow(),
                                        record.getExpansion().getResourceTypeIdsList()))
                                : Optional.empty());
        assertThat(view.needsExpansion()).isEqualTo(record.getNeedsExpansion() && record.hasExpansion());
        assertThat(view.annotations()).isEqualTo(record.getAnnotationsList());
        assertThat(view.discoveredAt()).isEqualTo(time(record.hasDiscoveredAt(), record.getDiscoveredAt()));
        assertThat(view.toMessage()).isEqualTo(ExpectedMessages.of(record, false));
        assertThat(view.toExpandableMessage()).isEqualTo(ExpectedMessages.of(record, true));
        assertThat(view.toRecord()).isEqualTo(record);
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void assetsAreWhatWasStored(String fixture) {
        for (Stored<AssetRecord> stored : all(fixture, KeyFamily.ASSET, AssetRecord.parser())) {
            Asset view = codec.asset(stored.row());
            assertThat(view.id()).isEqualTo(stored.record().getExternalId());
            assertThat(view.contentType()).isEqualTo(stored.record().getContentType());
            assertThat(view.data())
                    .isEqualTo(Bytes.wrap(stored.record().getData().toByteArray()));
            assertThat(view.discoveredAt())
                    .isEqualTo(time(
                            stored.record().hasDiscoveredAt(), stored.record().getDiscoveredAt()));
        }
    }

    /** Two records one behind the other are the merger of both, whatever occurs in both of them. */
    @Test
    void concatenatedValuesMergeAsTheGeneratedParserDoes(Dice dice) throws InvalidProtocolBufferException {
        List<Stored<GrantRecord>> grants = all("tiny.v3.kv.txt.zst", KeyFamily.GRANT, GrantRecord.parser());
        List<Stored<ResourceRecord>> resources = all("tiny.v3.kv.txt.zst", KeyFamily.RESOURCE, ResourceRecord.parser());
        List<Stored<EntitlementRecord>> entitlements =
                all("tiny.v3.kv.txt.zst", KeyFamily.ENTITLEMENT, EntitlementRecord.parser());
        for (int i = 0; i < Seeds.rounds(300); i++) {
            Row grant = concatenation(dice.pick(grants).row(), dice.pick(grants).row());
            checkBody(codec.grant(grant), GrantRecord.parseFrom(grant.value().toArray()));
            Row resource = concatenation(
                    dice.pick(resources).row(), dice.pick(resources).row());
            checkBody(
                    codec.resource(resource),
                    ResourceRecord.parseFrom(resource.value().toArray()));
            Row entitlement = concatenation(
                    dice.pick(entitlements).row(), dice.pick(entitlements).row());
            checkBody(
                    codec.entitlement(entitlement),
                    EntitlementRecord.parseFrom(entitlement.value().toArray()));
        }
    }

    private static Row concatenation(Row a, Row b) {
        return new Row(a.file(), a.key(), a.value().plus(b.value()));
    }

    /** What the generated parser takes without leaving unknown fields a view reads alike; all else is a typed error. */
    @Test
    void damagedValuesReadAlikeOrGiveTypedErrors(Dice dice) {
        int alike = 0;
        int refused = 0;
        for (Row row : rowsToDamage()) {
            List<Mutations.Mutation> damages = new ArrayList<>();
            Mutations.bitFlips(row.value().toArray(), Seeds.rounds(30), dice).forEach(damages::add);
            Mutations.garblings(row.value().toArray(), Seeds.rounds(30), dice).forEach(damages::add);
            for (Mutations.Mutation damage : damages) {
                Row damaged = new Row(row.file(), row.key(), Bytes.wrap(damage.bytes()));
                try {
                    readAll(damaged);
                    alike++;
                } catch (StorageException e) {
                    assertThat(e.kind()).as("%s", damage).isEqualTo(StorageException.Kind.CORRUPT);
                    assertThat(e).hasMessageContaining(row.key().toHex());
                    refused++;
                    continue;
                }
                checkWhereTheParserAgrees(damaged, damage.toString());
            }
        }
        assertThat(alike).isPositive();
        assertThat(refused).isPositive();
    }

    private List<Row> rowsToDamage() {
        SortedEntries entries = KeyValueFixtures.load("tiny.v3.kv.txt.zst");
        return entries.entries().entrySet().stream()
                .filter(entry -> KeyFamily.of(entry.getKey()) != KeyFamily.ASSET)
                .map(entry -> new Row("test.c1z", entry.getKey(), entry.getValue()))
                .filter(row -> List.of(
                                KeyFamily.RESOURCE_TYPE, KeyFamily.RESOURCE, KeyFamily.ENTITLEMENT, KeyFamily.GRANT)
                        .contains(KeyFamily.of(row.key())))
                .toList();
    }

    private void readAll(Row row) {
        switch (String.valueOf(KeyFamily.of(row.key()))) {
            case "RESOURCE_TYPE" -> {
                ResourceType view = codec.resourceType(row);
                view.discoveredAt();
                view.toMessage();
            }
            case "RESOURCE" -> {
                Resource view = codec.resource(row);
                view.discoveredAt();
                view.toMessage();
            }
            case "ENTITLEMENT" -> {
                Entitlement view = codec.entitlement(row);
                view.discoveredAt();
                view.toMessage();
            }
            default -> {
                Grant view = codec.grant(row);
                view.id();
                view.principalParent();
                view.sources();
                view.needsExpansion();
                view.discoveredAt();
                view.toExpandableMessage();
                view.toRecord();
            }
        }
    }

    private void checkWhereTheParserAgrees(Row row, String damage) {
        try {
            switch (String.valueOf(KeyFamily.of(row.key()))) {
                case "RESOURCE_TYPE" -> checkBody(codec.resourceType(row), parse(ResourceTypeRecord.parser(), row));
                case "RESOURCE" -> checkBody(codec.resource(row), parse(ResourceRecord.parser(), row));
                case "ENTITLEMENT" -> checkBody(codec.entitlement(row), parse(EntitlementRecord.parser(), row));
                default -> checkBody(codec.grant(row), parse(GrantRecord.parser(), row));
            }
        } catch (InvalidProtocolBufferException e) {
            // A part that no accessor looks at is damaged; a lazy view may not notice.
        } catch (AssertionError e) {
            throw new AssertionError(
                    damage + " of " + row.key() + ": " + row.value().toHex(), e);
        }
    }

    @Test
    void textThatIsNotUtf8IsAnErrorWithTheKey() {
        Row row = new Row("test.c1z", Bytes.ofHex("030100"), Bytes.ofHex("1a01ff"));
        assertThatThrownBy(() -> codec.resourceType(row).displayName())
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("test.c1z")
                .hasMessageContaining("030100");
    }

    @Test
    void grantsWithoutReferencesHaveNoneInTheirMessage() {
        Row row = new Row(
                "test.c1z", Bytes.ofHex("0304 00 61 00 62 00 31 00 63 00 64 00 65".replace(" ", "")), Bytes.EMPTY);
        Grant grant = codec.grant(row);
        assertThat(grant.toMessage()).isEqualTo(dev.grantlake.wire.connector.v2.Grant.getDefaultInstance());
        assertThat(grant.id()).isEqualTo("a:b:c:d:e");
    }

    private static <M extends Message> List<Stored<M>> all(String fixture, KeyFamily family, Parser<M> parser) {
        List<Stored<M>> all = new ArrayList<>();
        KeyValueFixtures.load(fixture).entries().forEach((key, value) -> {
            if (KeyFamily.of(key) == family) {
                Row row = new Row(fixture, key, value);
                try {
                    all.add(new Stored<>(row, parse(parser, row)));
                } catch (InvalidProtocolBufferException e) {
                    throw new AssertionError(e);
                }
            }
        });
        return all;
    }

    private static <M extends Message> M parse(Parser<M> parser, Row row) throws InvalidProtocolBufferException {
        return parser.parseFrom(row.value().toArray());
    }

    private static Optional<ResourceId> parent(String type, String id) {
        return id.isEmpty() ? Optional.empty() : Optional.of(ResourceId.of(type, id));
    }

    private static Optional<Instant> time(boolean present, Timestamp time) {
        return present ? Optional.of(Instant.ofEpochSecond(time.getSeconds(), time.getNanos())) : Optional.empty();
    }
}
