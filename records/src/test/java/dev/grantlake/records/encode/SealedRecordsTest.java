package dev.grantlake.records.encode;

import dev.grantlake.base.Bytes;
import dev.grantlake.records.codec.SyncRunCodec;
import dev.grantlake.records.key.Census;
import dev.grantlake.store.SyncRun;
import dev.grantlake.store.SyncRun.IngestVerification;
import dev.grantlake.store.SyncType;
import dev.grantlake.wire.storage.v3.CallStat;
import dev.grantlake.wire.storage.v3.IngestQualityStats;
import dev.grantlake.wire.storage.v3.SyncStatsRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;

class SealedRecordsTest {

    private static final String ID = "2ZVGuQwsGOcZoJmbB2Xn3ViCZOy";
    private static final Instant START = Instant.ofEpochSecond(1_790_000_000L, 1);
    private static final Census CENSUS =
            new Census(2, counts("user", 3, "group", 1), counts("group", 4), counts("group", 9), 5);

    private final RowBuffer row = new RowBuffer();

    @Test
    void stampsAreThoseOfTheFormat() {
        assertThat(SealedRecords.stamps())
                .containsOnly(
                        Map.entry(Bytes.ofHex("03ff6b657973706163655f76657273696f6e"), Bytes.ofHex("00000002")),
                        Map.entry(
                                Bytes.ofHex("03ff6772616e745f656e7469746c656d656e745f69645f666f726d6174"),
                                Bytes.ofHex("00000002")));
    }

    @Test
    void aSyncRunReadsAsItWasWritten() {
        SyncRun run = new SyncRun(
                ID,
                SyncType.PARTIAL_UPSERTS,
                Optional.of(START),
                Optional.of(START.plusSeconds(60)),
                "token",
                "parent",
                "linked",
                true,
                true,
                Optional.of(new IngestVerification("g", List.of("I3", ""), "connector")));
        new RecordEncoder(RecordLimits.DEFAULT).syncRun(SealedRecords.syncRun(run), row);
        assertThat(SyncRunCodec.ofRecord(row.toRow("test.c1z").message())).isEqualTo(run);
        SyncRun bare = new SyncRun(
                ID, SyncType.FULL, Optional.empty(), Optional.empty(), "", "", "", false, false, Optional.empty());
        new RecordEncoder(RecordLimits.DEFAULT).syncRun(SealedRecords.syncRun(bare), row);
        assertThat(SyncRunCodec.ofRecord(row.toRow("test.c1z").message())).isEqualTo(bare);
    }

    @Test
    void countsAndWhatTheTokenTells() {
        SyncStatsRecord statistics = statistics("""
                {"page": [1.5e-3, {"deep": "\\u0041\\\\"}, true, null], "step_durations_ms": {"list \\ud83d\\ude00": 1500, "lone \\ud800": 2},
                 "connector_call_stats": {"a": {"count": 3, "total_ms": 40, "max_ms": 20, "errors": 1, "timeouts": 2, "p99": 0},
                 "none": null},
                 "session_store_stats": {"get": {}},
                 "ingest_quality": {"grants_dropped": 18446744073709551615, "source_cache_replay_blocked": true}}
                """);
        assertThat(statistics.getResourceTypes()).isEqualTo(2);
        assertThat(statistics.getResources()).isEqualTo(4);
        assertThat(statistics.getEntitlements()).isEqualTo(4);
        assertThat(statistics.getGrants()).isEqualTo(9);
        assertThat(statistics.getAssets()).isEqualTo(5);
        assertThat(statistics.getResourcesByResourceTypeMap()).isEqualTo(counts("user", 3, "group", 1));
        assertThat(statistics.getStepDurationsMsMap()).isEqualTo(Map.of("list \ud83d\ude00", 1500L, "lone \ufffd", 2L));
        assertThat(statistics.getConnectorCallStatsMap())
                .isEqualTo(Map.of(
                        "a",
                        CallStat.newBuilder()
                                .setCount(3)
                                .setTotalMs(40)
                                .setMaxMs(20)
                                .setErrors(1)
                                .setTimeouts(2)
                                .build()));
        assertThat(statistics.getSessionStoreStatsMap()).isEqualTo(Map.of("get", CallStat.getDefaultInstance()));
        assertThat(statistics.getIngestQuality())
                .isEqualTo(IngestQualityStats.newBuilder()
                        .setGrantsDropped(-1)
                        .setSourceCacheReplayBlocked(true)
                        .build());
        new RecordEncoder(RecordLimits.DEFAULT).statistics(statistics, row);
        assertThat(row.value().toBytes()).isEqualTo(CanonicalBytes.of(statistics));
    }

    /** Absence is not the same as zero. */
    @Test
    void anEmptyQualityIsThere() {
        assertThat(statistics("{\"ingest_quality\":{}}").hasIngestQuality()).isTrue();
        assertThat(statistics("{\"ingest_quality\":null}").hasIngestQuality()).isFalse();
        assertThat(statistics("{}").hasIngestQuality()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "page 7",
                "[]",
                "{\"step_durations_ms\":{\"a\":1}",
                "{\"step_durations_ms\":{\"a\":1}} x",
                "{\"step_durations_ms\":{\"a\":1},}",
                "{\"step_durations_ms\":{\"a\":1}, \"x\": tru}",
                "{\"step_durations_ms\":{\"a\":1.5}}",
                "{\"step_durations_ms\":{\"a\":1e3}}",
                "{\"step_durations_ms\":{\"a\":01}}",
                "{\"step_durations_ms\":{\"a\":9223372036854775808}}",
                "{\"step_durations_ms\":{\"a\":\"1\"}}",
                "{\"step_durations_ms\":{\"a\":1}, \"ingest_quality\":{\"grants_dropped\":-1}}",
                "{\"step_durations_ms\":{\"a\":1}, \"connector_call_stats\":[]}",
                "{\"step_durations_ms\":{\"a\":1}, \"x\":\"\t\"}",
                "{\"step_durations_ms\":{\"a\":1}, \"x\":\"\\u00g0\"}"
            })
    void garbageTellsNothing(String token) {
        assertThat(statistics(token)).isEqualTo(statistics("{}"));
    }

    @Test
    void aTokenOfAnyDepthIsSurvived() {
        assertThat(statistics("[".repeat(1_000_000))).isEqualTo(statistics("{}"));
        assertThat(statistics("{\"x\":" + "[".repeat(1_000_000))).isEqualTo(statistics("{}"));
    }

    private static SyncStatsRecord statistics(String token) {
        SyncRun run = new SyncRun(
                ID, SyncType.FULL, Optional.of(START), Optional.empty(), token, "", "", false, false, Optional.empty());
        return SealedRecords.statistics(run, CENSUS, START);
    }

    private static SortedMap<String, Long> counts(Object... typesAndCounts) {
        TreeMap<String, Long> counts = new TreeMap<>();
        for (int i = 0; i < typesAndCounts.length; i += 2) {
            counts.put((String) typesAndCounts[i], ((Integer) typesAndCounts[i + 1]).longValue());
        }
        return counts;
    }
}
