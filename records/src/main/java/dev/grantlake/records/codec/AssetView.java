package dev.grantlake.records.codec;

import dev.grantlake.base.Bytes;
import dev.grantlake.records.row.Row;
import dev.grantlake.store.Asset;
import dev.grantlake.wire.storage.v3.AssetRecord;

import java.time.Instant;
import java.util.Optional;

/** A stored asset. The id comes from the key, everything else from the value ({@code AssetRecord}). */
final class AssetView implements Asset {

    private final Row row;
    private final RecordCodec codec;

    AssetView(Row row, RecordCodec codec) {
        this.row = row;
        this.codec = codec;
    }

    @Override
    public String id() {
        return codec.keyspace().assetId(row);
    }

    @Override
    public String contentType() {
        return row.message().text(AssetRecord.CONTENT_TYPE_FIELD_NUMBER);
    }

    @Override
    public Bytes data() {
        return row.message().bytes(AssetRecord.DATA_FIELD_NUMBER);
    }

    @Override
    public Optional<Instant> discoveredAt() {
        return row.message().time(AssetRecord.DISCOVERED_AT_FIELD_NUMBER);
    }

    @Override
    public String toString() {
        return "asset " + id();
    }
}
