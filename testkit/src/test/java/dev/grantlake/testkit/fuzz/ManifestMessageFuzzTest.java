package dev.grantlake.testkit.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import dev.grantlake.c1z.C1z;
import dev.grantlake.c1z.CallSummary;
import dev.grantlake.c1z.EnvelopeHead;
import dev.grantlake.c1z.EpochTime;
import dev.grantlake.c1z.IngestQualitySummary;
import dev.grantlake.c1z.SyncRunSummary;
import dev.grantlake.c1z.SyncStatsSummary;
import dev.grantlake.wire.c1z.v3.C1ZManifestV3;
import dev.grantlake.wire.storage.v3.CallStat;
import dev.grantlake.wire.storage.v3.SyncStatsRecord;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Any bytes as the manifest of a container: a head, or refused. Protobuf's own parser is the oracle: where both accept
 * a manifest, every field that the head keeps has the same value.
 */
final class ManifestMessageFuzzTest {

    private static final String NAME = Container.NAME;

    @FuzzTest
    void readsWhatProtobufReads(byte[] manifest) {
        byte[] file = Container.of(manifest);
        EnvelopeHead head = HostileRead.of(file.length, () -> {
            EnvelopeHead read = C1z.readHead(Container.directory(file), NAME);
            assertThat(read.toString()).isNotEmpty();
            return read;
        });
        C1ZManifestV3 message = parse(manifest);
        if (head != null && message != null) {
            compare(head, message);
        }
    }

    private static @Nullable C1ZManifestV3 parse(byte[] manifest) {
        try {
            return C1ZManifestV3.parseFrom(manifest);
        } catch (InvalidProtocolBufferException malformed) {
            return null;
        }
    }

    private static void compare(EnvelopeHead head, C1ZManifestV3 message) {
        assertThat(head.engine()).isEqualTo(message.getEngine());
        assertThat((int) head.engineSchemaVersion()).isEqualTo(message.getEngineSchemaVersion());
        assertThat(head.payloadEncoding()).isEqualTo(message.getPayloadEncodingValue());
        assertThat(head.foldDeadBytes()).isEqualTo(message.getFoldDeadBytes());
        assertThat(head.idIndexFormat()).isEqualTo(message.getPebbleIdIndexFormatValue());
        assertThat(head.syncRuns()).hasSize(message.getSyncRunsCount());
        for (int i = 0; i < head.syncRuns().size(); i++) {
            compare(head.syncRuns().get(i), message.getSyncRuns(i));
        }
    }

    private static void compare(SyncRunSummary run, dev.grantlake.wire.c1z.v3.SyncRunSummary message) {
        assertThat(run.syncId()).isEqualTo(message.getSyncId());
        assertThat(run.parentSyncId()).isEqualTo(message.getParentSyncId());
        compare(run.startedAt(), message.hasStartedAt(), message.getStartedAt());
        compare(run.endedAt(), message.hasEndedAt(), message.getEndedAt());
        assertThat(run.type()).isEqualTo(message.getTypeValue());
        assertThat(run.stats().isPresent()).isEqualTo(message.hasStats());
        run.stats().ifPresent(stats -> compare(stats, message.getStats()));
    }

    private static void compare(Optional<EpochTime> time, boolean expected, Timestamp message) {
        assertThat(time)
                .isEqualTo(
                        expected
                                ? Optional.of(new EpochTime(message.getSeconds(), message.getNanos()))
                                : Optional.empty());
    }

    private static void compare(SyncStatsSummary stats, SyncStatsRecord message) {
        assertThat(stats.syncId()).isEqualTo(message.getSyncId());
        assertThat(stats.resourceTypes()).isEqualTo(message.getResourceTypes());
        assertThat(stats.resources()).isEqualTo(message.getResources());
        assertThat(stats.entitlements()).isEqualTo(message.getEntitlements());
        assertThat(stats.grants()).isEqualTo(message.getGrants());
        assertThat(stats.assets()).isEqualTo(message.getAssets());
        assertThat(stats.resourcesByResourceType()).isEqualTo(message.getResourcesByResourceTypeMap());
        assertThat(stats.grantsByEntitlementResourceType()).isEqualTo(message.getGrantsByEntitlementResourceTypeMap());
        assertThat(stats.entitlementsByResourceType()).isEqualTo(message.getEntitlementsByResourceTypeMap());
        assertThat(stats.stepDurationsMillis()).isEqualTo(message.getStepDurationsMsMap());
        assertThat(stats.connectorCalls()).isEqualTo(calls(message.getConnectorCallStatsMap()));
        assertThat(stats.sessionStoreCalls()).isEqualTo(calls(message.getSessionStoreStatsMap()));
        assertThat(stats.ingestQuality().map(IngestQualitySummary::grantsDropped))
                .isEqualTo(
                        message.hasIngestQuality()
                                ? Optional.of(message.getIngestQuality().getGrantsDropped())
                                : Optional.empty());
        compare(stats.writtenAt(), message.hasWrittenAt(), message.getWrittenAt());
    }

    private static Map<String, CallSummary> calls(Map<String, CallStat> messages) {
        Map<String, CallSummary> calls = new HashMap<>();
        messages.forEach((name, call) -> calls.put(
                name,
                new CallSummary(
                        call.getCount(), call.getTotalMs(), call.getMaxMs(), call.getErrors(), call.getTimeouts())));
        return calls;
    }
}
