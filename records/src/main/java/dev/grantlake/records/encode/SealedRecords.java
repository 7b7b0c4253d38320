package dev.grantlake.records.encode;

import dev.grantlake.base.BigEndian;
import dev.grantlake.base.Bytes;
import dev.grantlake.records.key.Census;
import dev.grantlake.records.key.IndexMigration;
import dev.grantlake.records.key.KeyLayout;
import dev.grantlake.records.key.KeyspaceV2;
import dev.grantlake.records.key.MetaKey;
import dev.grantlake.store.SyncRun;
import dev.grantlake.wire.storage.v3.SyncRunRecord;
import dev.grantlake.wire.storage.v3.SyncStatsRecord;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** The records by which a sync is known as one, beside the rows it holds: stamps, its own row, its statistics. */
public final class SealedRecords {

    private SealedRecords() {}

    /** The stamps that every store of keyspace version 2 has, by key. */
    public static Map<Bytes, Bytes> stamps() {
        return Map.of(
                MetaKey.KEYSPACE_VERSION.key(), stamp(KeyspaceV2.VERSION),
                MetaKey.ID_FORMAT.key(), stamp(KeyspaceV2.ID_FORMAT));
    }

    /** The stamps of a new store in a layout that is written; in version 1 they say that every index is filled in. */
    public static Map<Bytes, Bytes> stamps(KeyLayout layout) {
        return switch (layout) {
            case IDENTITIES -> stamps();
            case EXTERNAL_IDS -> throw new IllegalArgumentException(layout + " is not written any more");
            case EXTERNAL_IDS_BY_SYNC -> {
                Map<Bytes, Bytes> stamps = new HashMap<>();
                for (IndexMigration migration : IndexMigration.values()) {
                    stamps.put(migration.key(), stamp(IndexMigration.VERSION));
                }
                yield stamps;
            }
        };
    }

    private static Bytes stamp(int version) {
        byte[] value = new byte[Integer.BYTES];
        BigEndian.putInt(value, 0, version);
        return Bytes.wrap(value);
    }

    /** The row of a sync. */
    public static SyncRunRecord syncRun(SyncRun run) {
        SyncRunRecord.Builder record = SyncRunRecord.newBuilder()
                .setSyncId(run.id())
                .setTypeValue(run.type().code())
                .setParentSyncId(run.parentId())
                .setSyncToken(run.token())
                .setSupportsDiff(run.supportsDiff())
                .setLinkedSyncId(run.linkedId())
                .setCompacted(run.compacted());
        run.startedAt().ifPresent(time -> record.setStartedAt(RecordEncoder.timestamp(time)));
        run.endedAt().ifPresent(time -> record.setEndedAt(RecordEncoder.timestamp(time)));
        run.verification()
                .ifPresent(verification -> record.setIngestInvariantGeneration(verification.generation())
                        .addAllIngestInvariantCoverage(verification.coverage())
                        .setIngestInvariantMode(verification.mode()));
        return record.build();
    }

    /**
     * The statistics of a sync that has been counted.
     *
     * @param run the sync, whose token tells durations and calls, if a syncer wrote it
     * @param writtenAt when they are stored
     */
    public static SyncStatsRecord statistics(SyncRun run, Census census, Instant writtenAt) {
        SyncStatsRecord.Builder record = SyncStatsRecord.newBuilder()
                .setSyncId(run.id())
                .setResourceTypes(census.resourceTypes())
                .setResources(Census.total(census.resourcesByType()))
                .setEntitlements(Census.total(census.entitlementsByType()))
                .setGrants(Census.total(census.grantsByType()))
                .setAssets(census.assets())
                .putAllResourcesByResourceType(census.resourcesByType())
                .putAllEntitlementsByResourceType(census.entitlementsByType())
                .putAllGrantsByEntitlementResourceType(census.grantsByType())
                .setWrittenAt(RecordEncoder.timestamp(writtenAt));
        TokenStatistics.lift(run.token(), record);
        return record.build();
    }
}
