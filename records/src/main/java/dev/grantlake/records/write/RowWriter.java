package dev.grantlake.records.write;

import com.google.protobuf.UnsafeByteOperations;
import dev.grantlake.base.Bytes;
import dev.grantlake.records.encode.RecordEncoder;
import dev.grantlake.records.encode.RowBuffer;
import dev.grantlake.records.key.KeyFamily;
import dev.grantlake.records.row.Row;
import dev.grantlake.store.RecordWriter;
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

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Encodes what is put and hands on the rows of a call together. Thread-safe, as far as its sink is. */
final class RowWriter implements RecordWriter {

    /** Takes the rows of one call, in its order. */
    @FunctionalInterface
    interface Sink {
        void put(KeyFamily family, List<Row> rows);
    }

    private final RecordEncoder encoder;
    private final RowForm form;
    private final String syncId;
    private final InstantSource clock;
    private final boolean timedOnly;
    private final Sink sink;

    /**
     * A writer of the rows of one sync.
     *
     * @param timedOnly whether records without a time of discovery are passed over
     */
    RowWriter(RecordEncoder encoder, RowForm form, String syncId, InstantSource clock, boolean timedOnly, Sink sink) {
        this.encoder = encoder;
        this.form = form;
        this.syncId = syncId;
        this.clock = clock;
        this.timedOnly = timedOnly;
        this.sink = sink;
    }

    @FunctionalInterface
    private interface Encoding<T> {
        void encode(T record, Instant now, RowBuffer row);
    }

    @Override
    public void putResourceTypes(Iterable<ResourceType> messages) {
        put(KeyFamily.RESOURCE_TYPE, messages, message -> true, encoder::resourceType);
    }

    @Override
    public void putResources(Iterable<Resource> messages) {
        put(KeyFamily.RESOURCE, messages, message -> true, encoder::resource);
    }

    @Override
    public void putEntitlements(Iterable<Entitlement> messages) {
        put(KeyFamily.ENTITLEMENT, messages, message -> true, encoder::entitlement);
    }

    @Override
    public void putGrants(Iterable<Grant> messages) {
        put(KeyFamily.GRANT, messages, message -> true, encoder::grant);
    }

    @Override
    public void putAsset(String id, String contentType, Bytes data) {
        AssetRecord asset = AssetRecord.newBuilder()
                .setExternalId(id)
                .setContentType(contentType)
                .setData(UnsafeByteOperations.unsafeWrap(data.array(), data.offset(), data.length()))
                .build();
        putAssets(List.of(asset), record -> true);
    }

    @Override
    public void putSession(String key, Bytes value) {
        SessionRecord session = SessionRecord.newBuilder()
                .setSyncId(syncId)
                .setKey(key)
                .setValue(UnsafeByteOperations.unsafeWrap(value.array(), value.offset(), value.length()))
                .build();
        put(KeyFamily.SESSION, List.of(session), record -> true, (record, now, row) -> encoder.session(record, row));
    }

    @Override
    public void putResourceTypeRecords(Iterable<ResourceTypeRecord> records) {
        put(KeyFamily.RESOURCE_TYPE, records, ResourceTypeRecord::hasDiscoveredAt, encoder::resourceType);
    }

    @Override
    public void putResourceRecords(Iterable<ResourceRecord> records) {
        put(KeyFamily.RESOURCE, records, ResourceRecord::hasDiscoveredAt, encoder::resource);
    }

    @Override
    public void putEntitlementRecords(Iterable<EntitlementRecord> records) {
        put(KeyFamily.ENTITLEMENT, records, EntitlementRecord::hasDiscoveredAt, encoder::entitlement);
    }

    @Override
    public void putGrantRecords(Iterable<GrantRecord> records) {
        put(KeyFamily.GRANT, records, GrantRecord::hasDiscoveredAt, encoder::grant);
    }

    @Override
    public void putAssetRecords(Iterable<AssetRecord> records) {
        putAssets(records, AssetRecord::hasDiscoveredAt);
    }

    private void putAssets(Iterable<AssetRecord> records, Predicate<AssetRecord> timed) {
        put(
                KeyFamily.ASSET,
                records,
                timed,
                (record, now, row) ->
                        encoder.asset(record.toBuilder().setSyncId(syncId).build(), now, row));
    }

    private <T> void put(KeyFamily family, Iterable<T> records, Predicate<T> timed, Encoding<T> encoding) {
        Instant now = clock.instant();
        RowBuffer buffer = new RowBuffer();
        List<Row> rows = new ArrayList<>();
        for (T record : records) {
            if (!timedOnly || timed.test(record)) {
                encoding.encode(record, now, buffer);
                rows.add(form.of(family, buffer));
            }
        }
        if (!rows.isEmpty()) {
            sink.put(family, rows);
        }
    }
}
