package dev.grantlake.records.encode;

import com.google.protobuf.Timestamp;
import dev.grantlake.wire.storage.v3.AssetRecord;
import dev.grantlake.wire.storage.v3.CallStat;
import dev.grantlake.wire.storage.v3.EntitlementRecord;
import dev.grantlake.wire.storage.v3.IngestQualityStats;
import dev.grantlake.wire.storage.v3.ResourceRecord;
import dev.grantlake.wire.storage.v3.ResourceRef;
import dev.grantlake.wire.storage.v3.ResourceTypeRecord;
import dev.grantlake.wire.storage.v3.SessionRecord;
import dev.grantlake.wire.storage.v3.StatusRecord;
import dev.grantlake.wire.storage.v3.SyncRunRecord;
import dev.grantlake.wire.storage.v3.SyncStatsRecord;

import java.util.Map;

/** Writes every field of storage records but grants, in ascending order of their numbers. */
final class RecordFields {

    private static final int MAP_KEY = 1;
    private static final int MAP_VALUE = 2;

    private RecordFields() {}

    static void write(ResourceTypeRecord record, Timestamp discoveredAt, FieldSink out) {
        out.text(ResourceTypeRecord.EXTERNAL_ID_FIELD_NUMBER, record.getExternalId());
        out.text(ResourceTypeRecord.DISPLAY_NAME_FIELD_NUMBER, record.getDisplayName());
        out.texts(ResourceTypeRecord.TRAITS_FIELD_NUMBER, record.getTraitsList());
        out.annotations(ResourceTypeRecord.ANNOTATIONS_FIELD_NUMBER, record.getAnnotationsList());
        out.time(
                ResourceTypeRecord.DISCOVERED_AT_FIELD_NUMBER,
                record.hasDiscoveredAt() ? record.getDiscoveredAt() : discoveredAt);
        out.text(ResourceTypeRecord.DESCRIPTION_FIELD_NUMBER, record.getDescription());
        out.flag(ResourceTypeRecord.SOURCED_EXTERNALLY_FIELD_NUMBER, record.getSourcedExternally());
        out.unknown(record.getUnknownFields());
    }

    static void write(ResourceRecord record, Timestamp discoveredAt, FieldSink out) {
        out.text(ResourceRecord.RESOURCE_TYPE_ID_FIELD_NUMBER, record.getResourceTypeId());
        out.text(ResourceRecord.RESOURCE_ID_FIELD_NUMBER, record.getResourceId());
        out.text(ResourceRecord.DISPLAY_NAME_FIELD_NUMBER, record.getDisplayName());
        out.text(ResourceRecord.DESCRIPTION_FIELD_NUMBER, record.getDescription());
        if (record.hasParent()) {
            write(ResourceRecord.PARENT_FIELD_NUMBER, record.getParent(), out);
        }
        out.annotations(ResourceRecord.ANNOTATIONS_FIELD_NUMBER, record.getAnnotationsList());
        out.time(
                ResourceRecord.DISCOVERED_AT_FIELD_NUMBER,
                record.hasDiscoveredAt() ? record.getDiscoveredAt() : discoveredAt);
        if (record.hasProfile()) {
            StructFields.write(ResourceRecord.PROFILE_FIELD_NUMBER, record.getProfile(), out);
        }
        if (record.hasStatus()) {
            int status = out.begin(ResourceRecord.STATUS_FIELD_NUMBER);
            out.integer(StatusRecord.STATUS_FIELD_NUMBER, record.getStatus().getStatusValue());
            out.text(StatusRecord.DETAILS_FIELD_NUMBER, record.getStatus().getDetails());
            out.unknown(record.getStatus().getUnknownFields());
            out.end(status);
        }
        if (record.hasCreatedAt()) {
            out.time(ResourceRecord.CREATED_AT_FIELD_NUMBER, record.getCreatedAt());
        }
        out.text(ResourceRecord.SOURCE_SCOPE_KEY_FIELD_NUMBER, record.getSourceScopeKey());
        out.text(ResourceRecord.ICON_ASSET_EXTERNAL_ID_FIELD_NUMBER, record.getIconAssetExternalId());
        out.unknown(record.getUnknownFields());
    }

    static void write(EntitlementRecord record, Timestamp discoveredAt, FieldSink out) {
        out.text(EntitlementRecord.EXTERNAL_ID_FIELD_NUMBER, record.getExternalId());
        if (record.hasResource()) {
            write(EntitlementRecord.RESOURCE_FIELD_NUMBER, record.getResource(), out);
        }
        out.text(EntitlementRecord.DISPLAY_NAME_FIELD_NUMBER, record.getDisplayName());
        out.text(EntitlementRecord.DESCRIPTION_FIELD_NUMBER, record.getDescription());
        out.text(EntitlementRecord.PURPOSE_FIELD_NUMBER, record.getPurpose());
        out.annotations(EntitlementRecord.ANNOTATIONS_FIELD_NUMBER, record.getAnnotationsList());
        out.time(
                EntitlementRecord.DISCOVERED_AT_FIELD_NUMBER,
                record.hasDiscoveredAt() ? record.getDiscoveredAt() : discoveredAt);
        out.text(EntitlementRecord.SLUG_FIELD_NUMBER, record.getSlug());
        out.texts(
                EntitlementRecord.GRANTABLE_TO_RESOURCE_TYPE_IDS_FIELD_NUMBER,
                record.getGrantableToResourceTypeIdsList());
        out.text(EntitlementRecord.SOURCE_SCOPE_KEY_FIELD_NUMBER, record.getSourceScopeKey());
        out.unknown(record.getUnknownFields());
    }

    private static void write(int field, ResourceRef ref, FieldSink out) {
        int begun = out.begin(field);
        out.text(ResourceRef.RESOURCE_TYPE_ID_FIELD_NUMBER, ref.getResourceTypeId());
        out.text(ResourceRef.RESOURCE_ID_FIELD_NUMBER, ref.getResourceId());
        out.unknown(ref.getUnknownFields());
        out.end(begun);
    }

    static void write(AssetRecord record, Timestamp discoveredAt, FieldSink out) {
        out.text(AssetRecord.SYNC_ID_FIELD_NUMBER, record.getSyncId());
        out.text(AssetRecord.EXTERNAL_ID_FIELD_NUMBER, record.getExternalId());
        out.text(AssetRecord.CONTENT_TYPE_FIELD_NUMBER, record.getContentType());
        out.bytes(AssetRecord.DATA_FIELD_NUMBER, record.getData());
        out.time(
                AssetRecord.DISCOVERED_AT_FIELD_NUMBER,
                record.hasDiscoveredAt() ? record.getDiscoveredAt() : discoveredAt);
        out.unknown(record.getUnknownFields());
    }

    static void write(SessionRecord record, FieldSink out) {
        out.text(SessionRecord.SYNC_ID_FIELD_NUMBER, record.getSyncId());
        out.text(SessionRecord.KEY_FIELD_NUMBER, record.getKey());
        out.bytes(SessionRecord.VALUE_FIELD_NUMBER, record.getValue());
        out.unknown(record.getUnknownFields());
    }

    static void write(SyncRunRecord record, FieldSink out) {
        out.text(SyncRunRecord.SYNC_ID_FIELD_NUMBER, record.getSyncId());
        out.integer(SyncRunRecord.TYPE_FIELD_NUMBER, record.getTypeValue());
        out.text(SyncRunRecord.PARENT_SYNC_ID_FIELD_NUMBER, record.getParentSyncId());
        if (record.hasStartedAt()) {
            out.time(SyncRunRecord.STARTED_AT_FIELD_NUMBER, record.getStartedAt());
        }
        if (record.hasEndedAt()) {
            out.time(SyncRunRecord.ENDED_AT_FIELD_NUMBER, record.getEndedAt());
        }
        out.text(SyncRunRecord.SYNC_TOKEN_FIELD_NUMBER, record.getSyncToken());
        out.flag(SyncRunRecord.SUPPORTS_DIFF_FIELD_NUMBER, record.getSupportsDiff());
        out.text(SyncRunRecord.LINKED_SYNC_ID_FIELD_NUMBER, record.getLinkedSyncId());
        out.flag(SyncRunRecord.COMPACTED_FIELD_NUMBER, record.getCompacted());
        out.text(SyncRunRecord.INGEST_INVARIANT_GENERATION_FIELD_NUMBER, record.getIngestInvariantGeneration());
        out.texts(SyncRunRecord.INGEST_INVARIANT_COVERAGE_FIELD_NUMBER, record.getIngestInvariantCoverageList());
        out.text(SyncRunRecord.INGEST_INVARIANT_MODE_FIELD_NUMBER, record.getIngestInvariantMode());
        out.unknown(record.getUnknownFields());
    }

    static void write(SyncStatsRecord record, FieldSink out) {
        out.text(SyncStatsRecord.SYNC_ID_FIELD_NUMBER, record.getSyncId());
        out.integer(SyncStatsRecord.RESOURCE_TYPES_FIELD_NUMBER, record.getResourceTypes());
        out.integer(SyncStatsRecord.RESOURCES_FIELD_NUMBER, record.getResources());
        out.integer(SyncStatsRecord.ENTITLEMENTS_FIELD_NUMBER, record.getEntitlements());
        out.integer(SyncStatsRecord.GRANTS_FIELD_NUMBER, record.getGrants());
        out.integer(SyncStatsRecord.ASSETS_FIELD_NUMBER, record.getAssets());
        counts(SyncStatsRecord.RESOURCES_BY_RESOURCE_TYPE_FIELD_NUMBER, record.getResourcesByResourceTypeMap(), out);
        counts(
                SyncStatsRecord.GRANTS_BY_ENTITLEMENT_RESOURCE_TYPE_FIELD_NUMBER,
                record.getGrantsByEntitlementResourceTypeMap(),
                out);
        counts(
                SyncStatsRecord.ENTITLEMENTS_BY_RESOURCE_TYPE_FIELD_NUMBER,
                record.getEntitlementsByResourceTypeMap(),
                out);
        counts(SyncStatsRecord.STEP_DURATIONS_MS_FIELD_NUMBER, record.getStepDurationsMsMap(), out);
        calls(SyncStatsRecord.CONNECTOR_CALL_STATS_FIELD_NUMBER, record.getConnectorCallStatsMap(), out);
        calls(SyncStatsRecord.SESSION_STORE_STATS_FIELD_NUMBER, record.getSessionStoreStatsMap(), out);
        if (record.hasIngestQuality()) {
            int quality = out.begin(SyncStatsRecord.INGEST_QUALITY_FIELD_NUMBER);
            write(record.getIngestQuality(), out);
            out.end(quality);
        }
        if (record.hasWrittenAt()) {
            out.time(SyncStatsRecord.WRITTEN_AT_FIELD_NUMBER, record.getWrittenAt());
        }
        out.unknown(record.getUnknownFields());
    }

    private static void counts(int field, Map<String, Long> counts, FieldSink out) {
        for (Map.Entry<String, Long> count : CodePointOrder.sorted(counts)) {
            int entry = out.begin(field);
            out.element(MAP_KEY, count.getKey());
            out.anyInteger(MAP_VALUE, count.getValue());
            out.end(entry);
        }
    }

    private static void calls(int field, Map<String, CallStat> calls, FieldSink out) {
        for (Map.Entry<String, CallStat> named : CodePointOrder.sorted(calls)) {
            CallStat call = named.getValue();
            int entry = out.begin(field);
            out.element(MAP_KEY, named.getKey());
            int value = out.begin(MAP_VALUE);
            out.integer(CallStat.COUNT_FIELD_NUMBER, call.getCount());
            out.integer(CallStat.TOTAL_MS_FIELD_NUMBER, call.getTotalMs());
            out.integer(CallStat.MAX_MS_FIELD_NUMBER, call.getMaxMs());
            out.integer(CallStat.ERRORS_FIELD_NUMBER, call.getErrors());
            out.integer(CallStat.TIMEOUTS_FIELD_NUMBER, call.getTimeouts());
            out.unknown(call.getUnknownFields());
            out.end(value);
            out.end(entry);
        }
    }

    private static void write(IngestQualityStats quality, FieldSink out) {
        out.flag(IngestQualityStats.SOURCE_CACHE_REPLAY_BLOCKED_FIELD_NUMBER, quality.getSourceCacheReplayBlocked());
        out.integer(IngestQualityStats.ENTITLEMENTS_DROPPED_FIELD_NUMBER, quality.getEntitlementsDropped());
        out.integer(IngestQualityStats.GRANTS_DROPPED_FIELD_NUMBER, quality.getGrantsDropped());
        out.integer(IngestQualityStats.GRANT_RESOURCES_DROPPED_FIELD_NUMBER, quality.getGrantResourcesDropped());
        out.integer(
                IngestQualityStats.EXPANSION_RESOURCE_TYPES_DROPPED_FIELD_NUMBER,
                quality.getExpansionResourceTypesDropped());
        out.integer(IngestQualityStats.EXPANSIONS_DROPPED_FIELD_NUMBER, quality.getExpansionsDropped());
        out.integer(IngestQualityStats.REASON_FLAGS_FIELD_NUMBER, quality.getReasonFlags());
        out.integer(
                IngestQualityStats.INVALID_RESOURCE_TYPES_OBSERVED_FIELD_NUMBER,
                quality.getInvalidResourceTypesObserved());
        out.integer(IngestQualityStats.INVALID_RESOURCES_OBSERVED_FIELD_NUMBER, quality.getInvalidResourcesObserved());
        out.integer(
                IngestQualityStats.INVALID_ENTITLEMENTS_OBSERVED_FIELD_NUMBER,
                quality.getInvalidEntitlementsObserved());
        out.unknown(quality.getUnknownFields());
    }
}
