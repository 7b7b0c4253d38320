package dev.grantlake.records;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.kv.KeyValueReader;
import dev.grantlake.kv.MemoryKeyValueStore;
import dev.grantlake.kv.SplicedReader;
import dev.grantlake.kv.spill.SortedRun;
import dev.grantlake.records.codec.CountedStatistics;
import dev.grantlake.records.codec.SyncRunCodec;
import dev.grantlake.records.key.IndexFamily;
import dev.grantlake.records.key.KeyFamily;
import dev.grantlake.records.key.KeyspaceV2;
import dev.grantlake.records.key.MetaKey;
import dev.grantlake.records.row.Row;
import dev.grantlake.store.MigrationReport;
import dev.grantlake.store.StoreMetadata;
import org.jspecify.annotations.Nullable;

import java.nio.file.Path;

/**
 * A store of interior {@code pebble2} as the migration of its own writers would leave it: keys and values of today's
 * layout, beside a store that stays as it is. Owns the store that it is made of and the scratch file with what is new.
 * Thread-safe. See docs/formats/older-interiors.md.
 *
 * <p>Implementation note. Entitlements, grants and two indexes are new and lie in one sorted run; statistics and the
 * stamp are new and lie in memory; everything else is read where it is. Above, nothing knows of it.
 */
public final class Migration implements KeyValueReader {

    private static final Bytes ID_FORMAT_STAMP = Bytes.ofHex("00000002");

    private final KeyValueReader base;
    private final SortedRun rows;
    private final SplicedReader spliced;
    private final MigrationReport report;

    private Migration(KeyValueReader base, SortedRun rows, KeyValueReader meta, MigrationReport report) {
        this.base = base;
        this.rows = rows;
        this.spliced = splice(base, rows, meta);
        this.report = report;
    }

    /** Whether there is anything to migrate in a store; fails for one whose layout has no migration. */
    public static boolean isDue(KeyValueReader base, StoreMetadata metadata) {
        return switch (Stamps.read(base, metadata).layout()) {
            case IDENTITIES -> false;
            case EXTERNAL_IDS -> true;
            case EXTERNAL_IDS_BY_SYNC ->
                throw StorageException.unsupported(
                        Location.of(metadata.file(), "stamps"),
                        "keyspace version 1 has no migration, Go refuses such files; it is read as it stands");
        };
    }

    /**
     * Migrates a store for which that {@link #isDue}. It belongs to the result; if migrating fails it stays the
     * caller's.
     *
     * @param temporaryFolder where rows are sorted and kept: as many bytes as entitlements and grants have, up to three
     *     times
     */
    public static Migration of(KeyValueReader base, StoreMetadata metadata, Path temporaryFolder) {
        MigratedRows.Result migrated = MigratedRows.of(base, metadata.file(), temporaryFolder);
        MemoryKeyValueStore meta = new MemoryKeyValueStore().put(MetaKey.ID_FORMAT.key(), ID_FORMAT_STAMP);
        SortedRun rows = migrated.run();
        try {
            SplicedReader counted = splice(base, rows, meta);
            Row run = row(base, KeyFamily.SYNC_RUN.header(), metadata.file());
            if (!run.value().isEmpty()) {
                String syncId = SyncRunCodec.ofRecord(run.message()).id();
                KeyspaceV2 keyspace = new KeyspaceV2(metadata.file(), syncId, true);
                Row stored = row(base, MetaKey.STATISTICS.key(), metadata.file());
                meta.put(stored.key(), CountedStatistics.recounted(stored, syncId, keyspace.census(counted)));
            }
            return new Migration(base, rows, meta, migrated.report());
        } catch (RuntimeException | Error e) {
            rows.close();
            throw e;
        }
    }

    /** A row that may be empty. */
    private static Row row(KeyValueReader base, Bytes key, String file) {
        Bytes value = base.get(key);
        return new Row(file, key, value == null ? Bytes.EMPTY : value);
    }

    /** What replaces what: the two families, the indexes from that by resource of entitlements to that of grants. */
    private static SplicedReader splice(KeyValueReader base, KeyValueReader rows, KeyValueReader meta) {
        Bytes indexes = IndexFamily.ENTITLEMENT_BY_RESOURCE.header();
        return new SplicedReader.Builder()
                .upTo(KeyFamily.ENTITLEMENT.header(), base)
                .upTo(KeyFamily.ASSET.header(), rows)
                .upTo(indexes, base)
                .upTo(IndexFamily.PRINCIPAL_HASH.header(), rows)
                .upTo(MetaKey.ID_FORMAT.key(), base)
                .upTo(after(MetaKey.ID_FORMAT.key()), meta)
                .upTo(MetaKey.STATISTICS.key(), base)
                .upTo(after(MetaKey.STATISTICS.key()), meta)
                .rest(base);
    }

    private static Bytes after(Bytes key) {
        return key.plus(Bytes.wrap(new byte[1]));
    }

    /** What it did that the rows do not show. */
    public MigrationReport report() {
        return report;
    }

    @Override
    public @Nullable Bytes get(Bytes key) {
        return spliced.get(key);
    }

    @Override
    public void prefetch(Bytes key) {
        spliced.prefetch(key);
    }

    @Override
    public Cursor cursor(KeyRange range) {
        return spliced.cursor(range);
    }

    @Override
    public void close() {
        spliced.close();
        try (base) {
            rows.close();
        }
    }
}
