package dev.grantlake.c1z;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.base.StorageException.Kind;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Mutations;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.wire.c1z.v3.C1ZManifestV3;
import dev.grantlake.wire.c1z.v3.RecordTypeInfo;
import dev.grantlake.wire.storage.v3.CallStat;
import dev.grantlake.wire.storage.v3.IngestQualityStats;
import dev.grantlake.wire.storage.v3.SyncStatsRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@ExtendWith(Seeds.class)
class HeadDecoderTest {

    private static final int SYNC_RUNS_TAG = 40 << 3 | 2;

    @Test
    void readsTheWorkedExample() {
        EnvelopeHead head = decode("0a07706562626c6533 1018 2005 d00202 da020e0a0894c0e563d65f6e6610021801");

        assertThat(head.engine()).isEqualTo("pebble3");
        assertThat(head.interior()).isEqualTo(Interior.PEBBLE3);
        assertThat(head.engineSchemaVersion()).isEqualTo(24);
        assertThat(head.encoding()).isEqualTo(PayloadEncoding.INDEXED_ZSTD);
        assertThat(head.idIndexFormat()).isEqualTo(2);
        assertThat(head.grantDigestRoot()).contains(new GrantDigestRoot(Bytes.ofHex("94c0e563d65f6e66"), 2, 1));
        assertThat(head.syncRuns()).isEmpty();
        assertThat(head.payloadOffset()).isEqualTo(9 + 33);
    }

    @Test
    void agreesWithTheGeneratedMessages(Dice dice) {
        for (int i = 0; i < Seeds.rounds(300); i++) {
            C1ZManifestV3 manifest = randomManifest(dice);
            assertThat(HeadDecoder.decode(Bytes.wrap(manifest.toByteArray()), "f"))
                    .as("%s", manifest)
                    .isEqualTo(expected(manifest));
        }
    }

    @Test
    void mergesRepeatedMessagesAsProtobufDoes(Dice dice) throws InvalidProtocolBufferException {
        for (int i = 0; i < Seeds.rounds(300); i++) {
            // As bytes, so that the decoder sees each field twice and not their merge.
            ByteString both = randomSyncRun(dice)
                    .toByteString()
                    .concat(randomSyncRun(dice).toByteString());
            ByteSink manifest = new ByteSink().writeVarint(SYNC_RUNS_TAG);
            manifest.writeLengthPrefixed(Bytes.wrap(both.toByteArray()));
            assertThat(HeadDecoder.decode(manifest.toBytes(), "f").syncRuns())
                    .containsExactly(expected(dev.grantlake.wire.c1z.v3.SyncRunSummary.parseFrom(both)));
        }
    }

    @Test
    void lastScalarWinsAndSyncRunsAddUp() {
        EnvelopeHead head = decode("0a0161 0a0162 1001 1002 c20200 c20200 c80205 c80206 da02021007 da02021801");

        assertThat(head.engine()).isEqualTo("b");
        assertThat(head.engineSchemaVersion()).isEqualTo(2);
        assertThat(head.syncRuns()).hasSize(2);
        assertThat(head.foldDeadBytes()).isEqualTo(6);
        assertThat(head.grantDigestRoot()).as("replaced, not merged").contains(new GrantDigestRoot(Bytes.EMPTY, 0, 1));
    }

    @Test
    void skipsWhatItDoesNotKeepUnparsed() {
        assertThat(decode(
                                "1a02ffff 5202ffff 5a01ff 6501020304 690102030405060708 7201ff 7b7b7c08017c f8ffffff0f01 0a0161")
                        .engine())
                .isEqualTo("a");
    }

    @ParameterizedTest
    @CsvSource({"10ffffffff0f, 4294967295", "108080808008, 2147483648"})
    void takesSchemaVersionsOf32Bits(String manifest, long version) {
        assertThat(decode(manifest).engineSchemaVersion()).isEqualTo(version);
    }

    @ParameterizedTest
    @CsvSource({
        "108080808010, engine_schema_version",
        "10ffffffffffffffffff01, engine_schema_version",
        "208080808008, payload_encoding",
        "20ffffffffffffffffff01, payload_encoding",
        "d0028080808008, pebble_id_index_format",
        "0801, engine",
        "1200, engine_schema_version",
        "2200, payload_encoding",
        "2500000000, payload_encoding",
        "c00201, sync_runs",
        "ca0200, fold_dead_bytes",
        "d1020000000000000000, pebble_id_index_format",
        "d80201, grant_digest_root",
        "0a0580, engine",
        "0a01ff, UTF-8",
        "00, field number",
        "0f, wire type",
        "7c, end of a group",
        "7b, varint",
        "7b7b7c, varint",
        "7b8401, group",
        "ffffffffffffffffffff01, varint",
        "ffffffff7f01, field number",
        "c202020a05, sync_id",
        "c202030a01ff, UTF-8",
        "c2020332010f, wire type",
        "10, varint",
        "6501, 4-byte",
        "6901, 8-byte",
        "7205ff, an unknown field",
    })
    void refusesMalformedHeads(String manifest, String named) {
        assertThatThrownBy(() -> decode(manifest))
                .isInstanceOfSatisfying(StorageException.class, e -> {
                    assertThat(e.kind()).isEqualTo(Kind.CORRUPT);
                    assertThat(e.location().orElseThrow().file()).isEqualTo("f");
                })
                .hasMessageContaining(named);
    }

    @Test
    void followsGroupsOnlySoDeep() {
        assertThat(decode("7b".repeat(100) + "7c".repeat(100)).engine()).isEmpty();
        assertThatThrownBy(() -> decode("7b".repeat(101) + "7c".repeat(101)))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("deeper nesting");
    }

    @Test
    void boundsTheSyncRuns() {
        assertThat(decode("c20200".repeat(10_000)).syncRuns()).hasSize(10_000);
        assertThatThrownBy(() -> decode("c20200".repeat(10_001))).satisfies(refusedAs(Kind.LIMIT_EXCEEDED));
    }

    @Test
    void boundsTheStatisticsOfAllSyncsTogether() {
        ByteSink run = new ByteSink().writeByte(0x32);
        run.writeLengthPrefixed(Bytes.ofHex("3a00".repeat(125_000)));
        ByteSink manifest = new ByteSink();
        for (int i = 0; i < 2; i++) {
            manifest.writeVarint(SYNC_RUNS_TAG).writeLengthPrefixed(run.toBytes());
        }
        assertThat(HeadDecoder.decode(manifest.toBytes(), "f").syncRuns()).hasSize(2);

        manifest.writeBytes(Bytes.ofHex("c2020432023a00"));
        assertThatThrownBy(() -> HeadDecoder.decode(manifest.toBytes(), "f")).satisfies(refusedAs(Kind.LIMIT_EXCEEDED));
    }

    @Test
    void anyDamageGivesAHeadOrAStorageException(Dice dice) {
        byte[] manifest = randomManifest(dice).toByteArray();
        Mutations.truncations(manifest).forEach(HeadDecoderTest::decodeOrRefuse);
        Mutations.bitFlips(manifest, Seeds.rounds(2_000), dice).forEach(HeadDecoderTest::decodeOrRefuse);
        Mutations.garblings(manifest, Seeds.rounds(2_000), dice).forEach(HeadDecoderTest::decodeOrRefuse);
    }

    private static void decodeOrRefuse(Mutations.Mutation mutation) {
        try {
            HeadDecoder.decode(Bytes.wrap(mutation.bytes()), "f");
        } catch (StorageException refused) {
            assertThat(refused.kind()).as("%s", mutation).isEqualTo(Kind.CORRUPT);
        }
    }

    @Test
    void namesTheEngineNobodyKnows() {
        assertThat(decode("0a06706562626c65").interior()).isEqualTo(Interior.PEBBLE);
        assertThat(decode("0a07706562626c6532").interior()).isEqualTo(Interior.PEBBLE2);
        assertThatThrownBy(() -> decode("0a07706562626c6539").interior())
                .satisfies(refusedAs(Kind.UNSUPPORTED))
                .hasMessageContaining("\"pebble9\"");
        assertThatThrownBy(() -> decode("").interior())
                .satisfies(refusedAs(Kind.CORRUPT))
                .hasMessageContaining("engine");
    }

    @ParameterizedTest
    @CsvSource({"0", "3", "4", "6", "2147483647"})
    void namesTheEncodingNobodyKnows(int encoding) {
        byte[] manifest = C1ZManifestV3.newBuilder()
                .setPayloadEncodingValue(encoding)
                .build()
                .toByteArray();
        EnvelopeHead head = HeadDecoder.decode(Bytes.wrap(manifest), "f");

        assertThat(head.payloadEncoding()).isEqualTo(encoding);
        assertThatThrownBy(head::encoding)
                .satisfies(refusedAs(Kind.UNSUPPORTED))
                .hasMessageContaining("encoding " + encoding);
    }

    private static Consumer<Throwable> refusedAs(Kind kind) {
        return e -> assertThat(e)
                .isInstanceOfSatisfying(
                        StorageException.class,
                        refused -> assertThat(refused.kind()).isEqualTo(kind));
    }

    private static EnvelopeHead decode(String hex) {
        return HeadDecoder.decode(Bytes.ofHex(hex.replace(" ", "")), "f");
    }

    private static C1ZManifestV3 randomManifest(Dice dice) {
        C1ZManifestV3.Builder manifest = C1ZManifestV3.newBuilder()
                .setEngine(word(dice))
                .setEngineSchemaVersion((int) dice.bits())
                .setPayloadEncodingValue((int) dice.skewed(Integer.MAX_VALUE))
                .setFoldDeadBytes(dice.bits())
                .setPebbleIdIndexFormatValue((int) dice.skewed(Integer.MAX_VALUE))
                .addRecordTypes(RecordTypeInfo.newBuilder().setMessageFullName(word(dice)));
        if (!dice.oneIn(4)) {
            manifest.setGrantDigestRoot(dev.grantlake.wire.c1z.v3.GrantDigestRoot.newBuilder()
                    .setXorDigest(ByteString.copyFrom(dice.bytes(dice.below(10))))
                    .setCount(dice.skewed(Long.MAX_VALUE))
                    .setAbiVersion((int) dice.bits()));
        }
        for (int i = dice.below(3); i > 0; i--) {
            manifest.addSyncRuns(randomSyncRun(dice));
        }
        return manifest.build();
    }

    private static dev.grantlake.wire.c1z.v3.SyncRunSummary randomSyncRun(Dice dice) {
        var run = dev.grantlake.wire.c1z.v3.SyncRunSummary.newBuilder();
        if (dice.oneIn(2)) {
            run.setSyncId(word(dice)).setTypeValue((int) dice.bits()).setParentSyncId(word(dice));
        }
        if (dice.oneIn(2)) {
            run.setStartedAt(randomTime(dice));
        }
        if (dice.oneIn(2)) {
            run.setEndedAt(randomTime(dice));
        }
        if (!dice.oneIn(3)) {
            run.setStats(randomStats(dice));
        }
        return run.build();
    }

    private static Timestamp.Builder randomTime(Dice dice) {
        return Timestamp.newBuilder().setSeconds(dice.bits() >> dice.below(64)).setNanos((int) dice.bits());
    }

    private static SyncStatsRecord randomStats(Dice dice) {
        SyncStatsRecord.Builder stats = SyncStatsRecord.newBuilder()
                .setSyncId(word(dice))
                .setResourceTypes(dice.skewed(Long.MAX_VALUE))
                .setResources(dice.skewed(Long.MAX_VALUE))
                .setEntitlements(dice.skewed(Long.MAX_VALUE))
                .setGrants(dice.bits())
                .setAssets(dice.skewed(Long.MAX_VALUE));
        for (int i = dice.below(4); i > 0; i--) {
            stats.putResourcesByResourceType(word(dice), dice.bits())
                    .putGrantsByEntitlementResourceType(word(dice), dice.skewed(1000))
                    .putEntitlementsByResourceType(word(dice), dice.skewed(1000))
                    .putStepDurationsMs(word(dice), dice.skewed(1000))
                    .putConnectorCallStats(word(dice), randomCall(dice))
                    .putSessionStoreStats(word(dice), randomCall(dice));
        }
        if (dice.oneIn(2)) {
            stats.setIngestQuality(IngestQualityStats.newBuilder()
                    .setSourceCacheReplayBlocked(dice.oneIn(2))
                    .setEntitlementsDropped(dice.bits())
                    .setGrantsDropped(dice.skewed(9))
                    .setGrantResourcesDropped(dice.skewed(9))
                    .setExpansionResourceTypesDropped(dice.skewed(9))
                    .setExpansionsDropped(dice.skewed(9))
                    .setReasonFlags(dice.bits())
                    .setInvalidResourceTypesObserved(dice.skewed(9))
                    .setInvalidResourcesObserved(dice.skewed(9))
                    .setInvalidEntitlementsObserved(dice.skewed(9)));
        }
        if (dice.oneIn(2)) {
            stats.setWrittenAt(randomTime(dice));
        }
        return stats.build();
    }

    private static CallStat randomCall(Dice dice) {
        return CallStat.newBuilder()
                .setCount(dice.bits())
                .setTotalMs(dice.skewed(99))
                .setMaxMs(dice.skewed(99))
                .setErrors(dice.skewed(99))
                .setTimeouts(dice.skewed(99))
                .build();
    }

    private static String word(Dice dice) {
        return dice.pick(List.of("", "user", "group", "é", "日本", "\ud83d\ude00", "a\0b", "x" + dice.below(100)));
    }

    private static EnvelopeHead expected(C1ZManifestV3 manifest) {
        return new EnvelopeHead(
                "f",
                manifest.getSerializedSize(),
                manifest.getEngine(),
                Integer.toUnsignedLong(manifest.getEngineSchemaVersion()),
                manifest.getPayloadEncodingValue(),
                manifest.getSyncRunsList().stream()
                        .map(HeadDecoderTest::expected)
                        .toList(),
                manifest.getFoldDeadBytes(),
                manifest.getPebbleIdIndexFormatValue(),
                manifest.hasGrantDigestRoot()
                        ? Optional.of(expected(manifest.getGrantDigestRoot()))
                        : Optional.empty());
    }

    private static GrantDigestRoot expected(dev.grantlake.wire.c1z.v3.GrantDigestRoot root) {
        return new GrantDigestRoot(
                Bytes.wrap(root.getXorDigest().toByteArray()), root.getCount(), root.getAbiVersion());
    }

    private static SyncRunSummary expected(dev.grantlake.wire.c1z.v3.SyncRunSummary run) {
        return new SyncRunSummary(
                run.getSyncId(),
                run.getTypeValue(),
                run.hasStartedAt() ? Optional.of(expected(run.getStartedAt())) : Optional.empty(),
                run.hasEndedAt() ? Optional.of(expected(run.getEndedAt())) : Optional.empty(),
                run.getParentSyncId(),
                run.hasStats() ? Optional.of(expected(run.getStats())) : Optional.empty());
    }

    private static EpochTime expected(Timestamp time) {
        return new EpochTime(time.getSeconds(), time.getNanos());
    }

    private static SyncStatsSummary expected(SyncStatsRecord stats) {
        IngestQualityStats quality = stats.getIngestQuality();
        return new SyncStatsSummary(
                stats.getSyncId(),
                stats.getResourceTypes(),
                stats.getResources(),
                stats.getEntitlements(),
                stats.getGrants(),
                stats.getAssets(),
                stats.getResourcesByResourceTypeMap(),
                stats.getGrantsByEntitlementResourceTypeMap(),
                stats.getEntitlementsByResourceTypeMap(),
                stats.getStepDurationsMsMap(),
                expected(stats.getConnectorCallStatsMap()),
                expected(stats.getSessionStoreStatsMap()),
                stats.hasIngestQuality()
                        ? Optional.of(new IngestQualitySummary(
                                quality.getSourceCacheReplayBlocked(),
                                quality.getEntitlementsDropped(),
                                quality.getGrantsDropped(),
                                quality.getGrantResourcesDropped(),
                                quality.getExpansionResourceTypesDropped(),
                                quality.getExpansionsDropped(),
                                quality.getReasonFlags(),
                                quality.getInvalidResourceTypesObserved(),
                                quality.getInvalidResourcesObserved(),
                                quality.getInvalidEntitlementsObserved()))
                        : Optional.empty(),
                stats.hasWrittenAt() ? Optional.of(expected(stats.getWrittenAt())) : Optional.empty());
    }

    private static Map<String, CallSummary> expected(Map<String, CallStat> calls) {
        Map<String, CallSummary> summaries = new HashMap<>();
        calls.forEach((name, call) -> summaries.put(
                name,
                new CallSummary(
                        call.getCount(), call.getTotalMs(), call.getMaxMs(), call.getErrors(), call.getTimeouts())));
        return summaries;
    }
}
