package dev.grantlake.records.encode;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.grantlake.base.Bytes;
import dev.grantlake.records.KeyValueFixtures;
import dev.grantlake.records.codec.DigestCodec;
import dev.grantlake.records.codec.RecordCodec;
import dev.grantlake.records.key.DigestKey;
import dev.grantlake.records.key.GrantHash;
import dev.grantlake.records.key.KeyFamily;
import dev.grantlake.records.key.KeyspaceV2;
import dev.grantlake.records.key.MetaKey;
import dev.grantlake.records.row.Row;
import dev.grantlake.store.Entitlement;
import dev.grantlake.store.Grant;
import dev.grantlake.store.Resource;
import dev.grantlake.store.ResourceType;
import dev.grantlake.wire.storage.v3.AssetRecord;
import dev.grantlake.wire.storage.v3.EntitlementRecord;
import dev.grantlake.wire.storage.v3.GrantRecord;
import dev.grantlake.wire.storage.v3.ResourceRecord;
import dev.grantlake.wire.storage.v3.ResourceTypeRecord;
import dev.grantlake.wire.storage.v3.SessionRecord;
import dev.grantlake.wire.storage.v3.SyncRunRecord;
import dev.grantlake.wire.storage.v3.SyncStatsRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

/** Decodes every record of files that Go wrote and encodes it again: the same key, the same bytes. */
class StoredRowsTest {

    private static final Instant NEVER = Instant.EPOCH;

    private final RecordEncoder encoder = new RecordEncoder(RecordLimits.DEFAULT);
    private final RowBuffer buffer = new RowBuffer();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "empty.v3.kv.txt",
                "nasty.v3.kv.txt.zst",
                "post-expansion-graph.v3.kv.txt.zst",
                "small.v3.kv.txt.zst",
                "small.v3.mutated-end_false.kv.txt.zst",
                "tiny.v3.kv.txt.zst",
                "unfinished-expanding.v3.kv.txt"
            })
    void rowsComeOutAsTheyWere(String fixture) throws InvalidProtocolBufferException {
        int records = 0;
        for (Map.Entry<Bytes, Bytes> entry :
                KeyValueFixtures.load(fixture).entries().entrySet()) {
            if (encode(entry.getKey(), entry.getValue().toArray())) {
                records++;
                assertThat(buffer.key().toBytes()).isEqualTo(entry.getKey());
                assertThat(buffer.value().toBytes())
                        .as("value of %s", entry.getKey())
                        .isEqualTo(entry.getValue());
            }
        }
        assertThat(records).isPositive();
    }

    /** False for what is no record. */
    private boolean encode(Bytes key, byte[] value) throws InvalidProtocolBufferException {
        switch (requireNonNull(KeyFamily.of(key))) {
            case RESOURCE_TYPE -> encoder.resourceType(ResourceTypeRecord.parseFrom(value), NEVER, buffer);
            case RESOURCE -> encoder.resource(ResourceRecord.parseFrom(value), NEVER, buffer);
            case ENTITLEMENT -> encoder.entitlement(EntitlementRecord.parseFrom(value), NEVER, buffer);
            case GRANT -> encoder.grant(GrantRecord.parseFrom(value), NEVER, buffer);
            case ASSET -> encoder.asset(AssetRecord.parseFrom(value), NEVER, buffer);
            case SESSION -> encoder.session(SessionRecord.parseFrom(value), buffer);
            case SYNC_RUN -> encoder.syncRun(SyncRunRecord.parseFrom(value), buffer);
            case META -> {
                if (!key.equals(MetaKey.STATISTICS.key())) {
                    return false;
                }
                encoder.statistics(SyncStatsRecord.parseFrom(value), buffer);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    /**
     * By way of the connector's messages, whose records they were made of. What does not come back: whether a grant was
     * stored without an id, and its expansion, which these messages leave out.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "empty.v3.kv.txt",
                "nasty.v3.kv.txt.zst",
                "post-expansion-graph.v3.kv.txt.zst",
                "small.v3.kv.txt.zst",
                "small.v3.mutated-end_false.kv.txt.zst",
                "tiny.v3.kv.txt.zst",
                "unfinished-expanding.v3.kv.txt"
            })
    void connectorMessagesComeOutAsTheyWere(String fixture) throws InvalidProtocolBufferException {
        RecordCodec codec = new RecordCodec(new KeyspaceV2(fixture, "", true));
        for (Map.Entry<Bytes, Bytes> entry :
                KeyValueFixtures.load(fixture).entries().entrySet()) {
            Row row = new Row(fixture, entry.getKey(), entry.getValue());
            Bytes expected = row.value();
            switch (requireNonNull(KeyFamily.of(row.key()))) {
                case RESOURCE_TYPE -> {
                    ResourceType type = codec.resourceType(row);
                    encoder.resourceType(type.toMessage(), type.discoveredAt().orElseThrow(), buffer);
                }
                case RESOURCE -> {
                    Resource resource = codec.resource(row);
                    encoder.resource(
                            resource.toMessage(), resource.discoveredAt().orElseThrow(), buffer);
                }
                case ENTITLEMENT -> {
                    Entitlement entitlement = codec.entitlement(row);
                    encoder.entitlement(
                            entitlement.toMessage(), entitlement.discoveredAt().orElseThrow(), buffer);
                }
                case GRANT -> {
                    Grant grant = codec.grant(row);
                    encoder.grant(grant.toMessage(), grant.discoveredAt().orElseThrow(), buffer);
                    expected =
                            CanonicalBytes.of(GrantRecord.parseFrom(row.value().toArray()).toBuilder()
                                    .setExternalId(grant.id())
                                    .clearExpansion()
                                    .clearNeedsExpansion()
                                    .build());
                }
                default -> {
                    continue;
                }
            }
            assertThat(buffer.key().toBytes()).isEqualTo(row.key());
            assertThat(buffer.value().toBytes()).as("value of %s", row.key()).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "empty.v3.kv.txt",
                "nasty.v3.kv.txt.zst",
                "post-expansion-graph.v3.kv.txt.zst",
                "small.v3.kv.txt.zst",
                "tiny.v3.kv.txt.zst"
            })
    void digestsComeOutAsTheyWere(String fixture) throws InvalidProtocolBufferException {
        Map<Bytes, Bytes> stored = new TreeMap<>();
        Map<Bytes, TreeMap<Bytes, long[]>> partitions = new TreeMap<>();
        GrantEncoder grants = new GrantEncoder(RecordLimits.DEFAULT);
        GrantParts parts = new GrantParts();
        for (Map.Entry<Bytes, Bytes> entry :
                KeyValueFixtures.load(fixture).entries().entrySet()) {
            Bytes key = entry.getKey();
            switch (requireNonNull(KeyFamily.of(key))) {
                case ENTITLEMENT -> partitions.computeIfAbsent(key.from(3), partition -> new TreeMap<>());
                case GRANT -> {
                    grants.split(GrantRecord.parseFrom(entry.getValue().toArray()), parts);
                    Bytes principal = parts.principal().components();
                    long bucket = GrantHash.bucket(principal);
                    long content = GrantHash.content(key.from(3), GrantRemainder.sources(parts.remainder()));
                    assertThat(new GrantHash(bucket, content))
                            .isEqualTo(GrantHash.of(new Row(fixture, key, entry.getValue())));
                    partitions
                            .computeIfAbsent(parts.entitlement().components(), partition -> new TreeMap<>())
                            .put(twoBytes(bucket).plus(principal), new long[] {bucket, content});
                }
                case DIGEST -> stored.put(key, entry.getValue());
                default -> {}
            }
        }
        Map<Bytes, Bytes> built = new TreeMap<>();
        Bytes[] last = {DigestKey.whole()};
        DigestBuilder builder = new DigestBuilder((key, value) -> {
            assertThat(key).isGreaterThan(last[0]);
            last[0] = key;
            built.put(key, value);
        });
        partitions.forEach((partition, rows) -> {
            builder.begin(partition);
            rows.values().forEach(hashes -> builder.add(hashes[0], hashes[1]));
            builder.end();
        });
        built.put(DigestKey.whole(), DigestCodec.encodeSum(builder.whole()));
        assertThat(built).isEqualTo(stored);
    }

    private static Bytes twoBytes(long hash) {
        return Bytes.wrap(new byte[] {(byte) (hash >>> 56), (byte) (hash >>> 48)});
    }
}
