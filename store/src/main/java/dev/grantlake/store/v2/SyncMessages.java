package dev.grantlake.store.v2;

import com.google.protobuf.Timestamp;
import dev.grantlake.store.CallStatistics;
import dev.grantlake.store.SyncRun;
import dev.grantlake.store.SyncStatistics;
import dev.grantlake.wire.reader.v2.CallStat;
import dev.grantlake.wire.reader.v2.SyncStats;

import java.time.Instant;
import java.util.Map;

/** Sync runs and statistics as messages of {@code c1.reader.v2}; what those do not know stays behind. */
final class SyncMessages {

    private SyncMessages() {}

    static dev.grantlake.wire.reader.v2.SyncRun of(SyncRun run) {
        dev.grantlake.wire.reader.v2.SyncRun.Builder message = dev.grantlake.wire.reader.v2.SyncRun.newBuilder()
                .setId(run.id())
                .setSyncToken(run.token())
                .setSyncType(run.type().text())
                .setParentSyncId(run.parentId());
        run.startedAt().ifPresent(at -> message.setStartedAt(timestamp(at)));
        run.endedAt().ifPresent(at -> message.setEndedAt(timestamp(at)));
        return message.build();
    }

    static dev.grantlake.wire.reader.v2.SyncRun of(SyncRun run, SyncStatistics statistics) {
        return of(run).toBuilder().setStats(of(statistics)).build();
    }

    private static SyncStats of(SyncStatistics statistics) {
        SyncStats.Builder stats = SyncStats.newBuilder()
                .setResourceTypes(statistics.resourceTypes())
                .setResources(statistics.resources())
                .setEntitlements(statistics.entitlements())
                .setGrants(statistics.grants())
                .setAssets(statistics.assets())
                .putAllResourcesByResourceType(statistics.resourcesByType())
                .putAllEntitlementsByResourceType(statistics.entitlementsByResourceType())
                .putAllGrantsByResourceType(statistics.grantsByResourceType())
                .putAllStepDurationsMs(statistics.stepDurationsMillis());
        for (Map.Entry<String, CallStatistics> call :
                statistics.connectorCalls().entrySet()) {
            stats.putConnectorCallStats(call.getKey(), of(call.getValue()));
        }
        for (Map.Entry<String, CallStatistics> call :
                statistics.sessionStoreCalls().entrySet()) {
            stats.putSessionStoreStats(call.getKey(), of(call.getValue()));
        }
        return stats.build();
    }

    private static CallStat of(CallStatistics call) {
        return CallStat.newBuilder()
                .setCount(call.count())
                .setTotalMs(call.totalMillis())
                .setMaxMs(call.maxMillis())
                .setErrors(call.errors())
                .setTimeouts(call.timeouts())
                .build();
    }

    private static Timestamp timestamp(Instant at) {
        return Timestamp.newBuilder()
                .setSeconds(at.getEpochSecond())
                .setNanos(at.getNano())
                .build();
    }
}
