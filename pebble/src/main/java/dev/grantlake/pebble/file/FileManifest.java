package dev.grantlake.pebble.file;

import com.google.protobuf.ByteString;
import dev.grantlake.base.BigEndian;
import dev.grantlake.base.Bytes;
import dev.grantlake.c1z.Interior;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.kv.KeyValueReader;
import dev.grantlake.records.codec.DigestCodec;
import dev.grantlake.records.codec.StoredMessages;
import dev.grantlake.records.key.DigestKey;
import dev.grantlake.records.key.KeyFamily;
import dev.grantlake.records.key.KeyLayout;
import dev.grantlake.records.key.KeyspaceV2;
import dev.grantlake.records.key.MetaKey;
import dev.grantlake.records.row.Row;
import dev.grantlake.store.GrantDigest;
import dev.grantlake.wire.c1z.v3.C1ZManifestV3;
import dev.grantlake.wire.c1z.v3.GrantDigestRoot;
import dev.grantlake.wire.c1z.v3.PebbleIdIndexFormat;
import dev.grantlake.wire.c1z.v3.SyncRunSummary;
import dev.grantlake.wire.storage.v3.SyncRunRecord;
import dev.grantlake.wire.storage.v3.SyncStatsRecord;

import java.util.Optional;

/** Puts together what the head of a file says of the store in it: each sync once, and the digest of its grants. */
public final class FileManifest {

    private static final int DIGEST_FORM = 1;

    private final C1ZManifestV3.Builder manifest;

    /**
     * The manifest of a store without syncs.
     *
     * @param formatVersion of the database
     */
    public FileManifest(KeyLayout layout, int formatVersion) {
        this.manifest = C1ZManifestV3.newBuilder().setEngineSchemaVersion(formatVersion);
        switch (layout) {
            case IDENTITIES ->
                manifest.setEngine(Interior.PEBBLE3.engine())
                        .setPebbleIdIndexFormat(PebbleIdIndexFormat.forNumber(KeyspaceV2.ID_FORMAT));
            case EXTERNAL_IDS -> manifest.setEngine(Interior.PEBBLE2.engine());
            case EXTERNAL_IDS_BY_SYNC -> manifest.setEngine(Interior.PEBBLE.engine());
        }
    }

    /**
     * The manifest of a store as it is.
     *
     * @param file the store as error messages name it
     */
    public static C1ZManifestV3 of(KeyValueReader store, KeyLayout layout, int formatVersion, String file) {
        FileManifest manifest = new FileManifest(layout, formatVersion);
        int header = KeyFamily.SYNC_RUN.header().length();
        try (Cursor runs = store.cursor(KeyRange.prefix(KeyFamily.SYNC_RUN.header()))) {
            for (boolean more = runs.first(); more; more = runs.next()) {
                Row row = new Row(file, runs.key().copy(), runs.value().copy());
                SyncRunRecord run = StoredMessages.parse(SyncRunRecord.parser(), row.value(), row);
                manifest.sync(run, statistics(store, row.key().from(header), run, file));
            }
        }
        if (layout == KeyLayout.IDENTITIES && store.get(MetaKey.DIGEST_PENDING.key()) == null) {
            Bytes whole = store.get(DigestKey.whole());
            if (whole != null) {
                manifest.digest(DigestCodec.sum(new Row(file, DigestKey.whole(), whole)));
            }
        }
        return manifest.build();
    }

    /** Of a sync that goes on they would say too much. */
    private static Optional<SyncStatsRecord> statistics(
            KeyValueReader store, Bytes scope, SyncRunRecord run, String file) {
        Bytes key = MetaKey.STATISTICS.key().plus(scope);
        Bytes value = run.hasEndedAt() ? store.get(key) : null;
        return value == null
                ? Optional.empty()
                : Optional.of(StoredMessages.parse(SyncStatsRecord.parser(), value, new Row(file, key, value)));
    }

    /** Adds a sync, with its statistics if there are any. */
    public FileManifest sync(SyncRunRecord run, Optional<SyncStatsRecord> statistics) {
        SyncRunSummary.Builder summary = SyncRunSummary.newBuilder()
                .setSyncId(run.getSyncId())
                .setTypeValue(run.getTypeValue())
                .setStartedAt(run.getStartedAt())
                .setParentSyncId(run.getParentSyncId());
        if (run.hasEndedAt()) {
            summary.setEndedAt(run.getEndedAt());
        }
        statistics.ifPresent(summary::setStats);
        manifest.addSyncRuns(summary);
        return this;
    }

    /** Says what the grants of the one sync add up to. */
    public FileManifest digest(GrantDigest whole) {
        byte[] hash = new byte[Long.BYTES];
        BigEndian.putLong(hash, 0, whole.hash());
        manifest.setGrantDigestRoot(GrantDigestRoot.newBuilder()
                .setXorDigest(ByteString.copyFrom(hash))
                .setCount(whole.count())
                .setAbiVersion(DIGEST_FORM));
        return this;
    }

    public C1ZManifestV3 build() {
        return manifest.build();
    }
}
