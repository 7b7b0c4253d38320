package dev.grantlake.records.encode;

import com.google.protobuf.Timestamp;
import com.google.protobuf.UnsafeByteOperations;
import dev.grantlake.base.Bytes;
import dev.grantlake.records.key.KeyFamily;
import dev.grantlake.records.key.Ksuid;
import dev.grantlake.records.key.MetaKey;
import dev.grantlake.records.key.RowKeys;
import dev.grantlake.wire.connector.v2.AssetRef;
import dev.grantlake.wire.connector.v2.Entitlement;
import dev.grantlake.wire.connector.v2.Grant;
import dev.grantlake.wire.connector.v2.Resource;
import dev.grantlake.wire.connector.v2.ResourceType;
import dev.grantlake.wire.storage.v3.AssetRecord;
import dev.grantlake.wire.storage.v3.EntitlementRecord;
import dev.grantlake.wire.storage.v3.GrantRecord;
import dev.grantlake.wire.storage.v3.ResourceRecord;
import dev.grantlake.wire.storage.v3.ResourceTypeRecord;
import dev.grantlake.wire.storage.v3.SessionRecord;
import dev.grantlake.wire.storage.v3.SyncRunRecord;
import dev.grantlake.wire.storage.v3.SyncStatsRecord;

import java.time.Instant;

/**
 * Makes rows of keyspace version 2: of connector messages, which are translated as the Go SDK does, and of storage
 * records, which stay as they are to the last unknown field. Values are deterministic; index entries and digests are
 * not its business. Immutable and thread-safe.
 *
 * <p>A record without a time of discovery gets {@code discoveredAt}, one instant for all records of a call. A record
 * that cannot be stored is refused with a {@link dev.grantlake.store.StoreException} of kind {@code INVALID_ARGUMENT}
 * that names it: text without a UTF-8 form, an entitlement whose resource has no type or id, an asset without an id, a
 * key, asset or row above the {@linkplain RecordLimits limits}. Everything else is data, empty ids and references to
 * nothing included.
 */
public final class RecordEncoder {

    private final RecordLimits limits;

    public RecordEncoder(RecordLimits limits) {
        this.limits = limits;
    }

    public void resourceType(ResourceType type, Instant discoveredAt, RowBuffer row) {
        resourceType(Translation.record(type), discoveredAt, row);
    }

    public void resourceType(ResourceTypeRecord record, Instant discoveredAt, RowBuffer row) {
        RecordName name = new RecordName(KeyFamily.RESOURCE_TYPE.label(), record.getExternalId());
        row.clear();
        RowKeys.single(KeyFamily.RESOURCE_TYPE, name.utf8(record.getExternalId()), row.key());
        name.checkKey(row.key().size(), limits);
        RecordFields.write(record, timestamp(discoveredAt), new FieldSink(row.value(), name));
        name.checkRow(row.size(), limits);
    }

    public void resource(Resource resource, Instant discoveredAt, RowBuffer row) {
        resource(Translation.record(resource), discoveredAt, row);
    }

    public void resource(ResourceRecord record, Instant discoveredAt, RowBuffer row) {
        RecordName name =
                new RecordName(KeyFamily.RESOURCE.label(), record.getResourceTypeId() + "/" + record.getResourceId());
        row.clear();
        RowKeys.pair(
                KeyFamily.RESOURCE,
                name.utf8(record.getResourceTypeId()),
                name.utf8(record.getResourceId()),
                row.key());
        name.checkKey(row.key().size(), limits);
        RecordFields.write(record, timestamp(discoveredAt), new FieldSink(row.value(), name));
        name.checkRow(row.size(), limits);
    }

    public void entitlement(Entitlement entitlement, Instant discoveredAt, RowBuffer row) {
        entitlement(Translation.record(entitlement), discoveredAt, row);
    }

    public void entitlement(EntitlementRecord record, Instant discoveredAt, RowBuffer row) {
        RecordName name = new RecordName(KeyFamily.ENTITLEMENT.label(), record.getExternalId());
        String type = record.getResource().getResourceTypeId();
        String resource = record.getResource().getResourceId();
        if (type.isEmpty() || resource.isEmpty()) {
            throw name.refused("no resource with a type and an id");
        }
        row.clear();
        row.key().writeBytes(KeyFamily.ENTITLEMENT.header()).writeByte(0);
        RowKeys.identity(name.utf8(type), name.utf8(resource), name.utf8(record.getExternalId()), row.key());
        name.checkKey(row.key().size(), limits);
        RecordFields.write(record, timestamp(discoveredAt), new FieldSink(row.value(), name));
        name.checkRow(row.size(), limits);
    }

    /** A grant as one row; {@link GrantEncoder} is for those who have millions and sort them. */
    public void grant(Grant grant, Instant discoveredAt, RowBuffer row) {
        GrantParts parts = new GrantParts();
        new GrantEncoder(limits).split(grant, parts);
        grant(parts, discoveredAt, row);
    }

    /** A grant as one row; {@link GrantEncoder} is for those who have millions and sort them. */
    public void grant(GrantRecord record, Instant discoveredAt, RowBuffer row) {
        GrantParts parts = new GrantParts();
        new GrantEncoder(limits).split(record, parts);
        grant(parts, discoveredAt, row);
    }

    static void grant(GrantParts parts, Instant discoveredAt, RowBuffer row) {
        EntitlementPieces entitlement = parts.entitlement();
        PrincipalPieces principal = parts.principal();
        row.clear();
        RowKeys.grant(entitlement.components(), principal.components(), row.key());
        GrantEncoder.compose(
                entitlement.ref(), principal.ref(), parts.discoveredAt(discoveredAt), parts.remainder(), row.value());
    }

    /**
     * An asset as a connector hands it over.
     *
     * @param data shared, not copied, until the call returns
     */
    public void asset(
            String syncId, AssetRef ref, String contentType, Bytes data, Instant discoveredAt, RowBuffer row) {
        asset(
                AssetRecord.newBuilder()
                        .setSyncId(syncId)
                        .setExternalId(ref.getId())
                        .setContentType(contentType)
                        .setData(UnsafeByteOperations.unsafeWrap(data.array(), data.offset(), data.length()))
                        .build(),
                discoveredAt,
                row);
    }

    public void asset(AssetRecord record, Instant discoveredAt, RowBuffer row) {
        RecordName name = new RecordName(KeyFamily.ASSET.label(), record.getExternalId());
        if (record.getExternalId().isEmpty()) {
            throw name.refused("no id");
        }
        if (record.getData().size() > limits.assetBytes()) {
            throw name.refused(
                    "data of " + record.getData().size() + " bytes, at most " + limits.assetBytes() + " are allowed");
        }
        row.clear();
        RowKeys.single(KeyFamily.ASSET, name.utf8(record.getExternalId()), row.key());
        name.checkKey(row.key().size(), limits);
        RecordFields.write(record, timestamp(discoveredAt), new FieldSink(row.value(), name));
        name.checkRow(row.size(), limits);
    }

    public void session(SessionRecord record, RowBuffer row) {
        RecordName name = new RecordName(KeyFamily.SESSION.label(), record.getKey());
        row.clear();
        RowKeys.pair(KeyFamily.SESSION, name.utf8(record.getSyncId()), name.utf8(record.getKey()), row.key());
        name.checkKey(row.key().size(), limits);
        RecordFields.write(record, new FieldSink(row.value(), name));
        name.checkRow(row.size(), limits);
    }

    /** The sync's own row. A sync id that is no KSUID is refused: with one the Go SDK does not open the file. */
    public void syncRun(SyncRunRecord record, RowBuffer row) {
        RecordName name = new RecordName(KeyFamily.SYNC_RUN.label(), record.getSyncId());
        if (Ksuid.ofText(record.getSyncId()).isEmpty()) {
            throw name.refused("its id is not a KSUID");
        }
        row.clear();
        row.key().writeBytes(KeyFamily.SYNC_RUN.header());
        RecordFields.write(record, new FieldSink(row.value(), name));
        name.checkRow(row.size(), limits);
    }

    /** The sidecar with the statistics of a sync. */
    public void statistics(SyncStatsRecord record, RowBuffer row) {
        row.clear();
        row.key().writeBytes(MetaKey.STATISTICS.key());
        RecordFields.write(
                record, new FieldSink(row.value(), new RecordName("statistics of sync", record.getSyncId())));
    }

    /** A time as records hold it. */
    public static Timestamp timestamp(Instant instant) {
        return Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build();
    }
}
