package dev.grantlake.records.codec;

import dev.grantlake.base.Bytes;
import dev.grantlake.records.key.Census;
import dev.grantlake.records.row.Row;
import dev.grantlake.wire.storage.v3.SyncStatsRecord;

/** Writes statistics for the sidecar ({@code SyncStatsRecord}); apart from reading them, which loads no message. */
public final class CountedStatistics {

    private CountedStatistics() {}

    /**
     * The record of a new count, encoded.
     *
     * @param stored what is stored now, which may be empty; of the same sync it gives everything but the counts
     */
    public static Bytes recounted(Row stored, String syncId, Census census) {
        SyncStatsRecord before = StoredMessages.parse(SyncStatsRecord.parser(), stored.value(), stored);
        SyncStatsRecord.Builder record =
                before.getSyncId().equals(syncId) ? before.toBuilder() : SyncStatsRecord.newBuilder();
        return Bytes.wrap(record.setSyncId(syncId)
                .setResourceTypes(census.resourceTypes())
                .setResources(Census.total(census.resourcesByType()))
                .setEntitlements(Census.total(census.entitlementsByType()))
                .setGrants(Census.total(census.grantsByType()))
                .setAssets(census.assets())
                .clearResourcesByResourceType()
                .putAllResourcesByResourceType(census.resourcesByType())
                .clearEntitlementsByResourceType()
                .putAllEntitlementsByResourceType(census.entitlementsByType())
                .clearGrantsByEntitlementResourceType()
                .putAllGrantsByEntitlementResourceType(census.grantsByType())
                .clearWrittenAt()
                .build()
                .toByteArray());
    }
}
