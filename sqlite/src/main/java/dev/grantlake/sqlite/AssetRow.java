package dev.grantlake.sqlite;

import dev.grantlake.base.Bytes;
import dev.grantlake.store.Asset;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/** A row of {@code v1_assets}. */
record AssetRow(Row row, ZoneId zone) implements Asset {

    static final String[] COLUMNS = {"external_id", "content_type", "data", "discovered_at"};

    @Override
    public String id() {
        return row.text(1);
    }

    @Override
    public String contentType() {
        return row.text(2);
    }

    @Override
    public Bytes data() {
        return row.bytes(3);
    }

    @Override
    public Optional<Instant> discoveredAt() {
        return Optional.of(WallClock.instant(row, 4, zone));
    }
}
