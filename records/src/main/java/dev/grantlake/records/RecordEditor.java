package dev.grantlake.records;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.Durability;
import dev.grantlake.kv.KeyValueStore;
import dev.grantlake.kv.Maintenance;
import dev.grantlake.kv.WriteBatch;
import dev.grantlake.records.codec.StoredMessages;
import dev.grantlake.records.encode.RecordEncoder;
import dev.grantlake.records.encode.RowBuffer;
import dev.grantlake.records.encode.SealedRecords;
import dev.grantlake.records.key.AccessPath;
import dev.grantlake.records.key.KeyFamily;
import dev.grantlake.records.key.KeyLayout;
import dev.grantlake.records.key.Keyspace;
import dev.grantlake.records.key.MetaKey;
import dev.grantlake.records.key.SyncKeys;
import dev.grantlake.records.row.Row;
import dev.grantlake.records.write.SyncChanges;
import dev.grantlake.store.EntitlementKey;
import dev.grantlake.store.GrantFilter;
import dev.grantlake.store.GrantKey;
import dev.grantlake.store.NewSync;
import dev.grantlake.store.RecordWriter;
import dev.grantlake.store.ResourceId;
import dev.grantlake.store.StoreException;
import dev.grantlake.store.SyncRun;
import dev.grantlake.store.WriteOptions;
import dev.grantlake.store.spi.RecordScan;
import dev.grantlake.store.spi.SyncBackend;
import dev.grantlake.store.spi.SyncEditor;
import dev.grantlake.wire.storage.v3.SyncRunRecord;

import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** One sync of a store, being written. Thread-safe. */
final class RecordEditor implements SyncEditor {

    private static final int GRANTS_AT_ONCE = 1000;

    private final KeyValueStore store;
    private final String file;
    private final SyncKeys keys;
    private final Keyspace keyspace;
    private final PathWalker walker;
    private final Supplier<RecordSync> reader;
    private final NewSync ending;
    private final WriteOptions options;
    private final RecordEncoder encoder;
    private final SyncChanges changes;

    /**
     * An editor of a sync that is in the store.
     *
     * @param reader opens the sync as it is at the moment
     * @param ending what the sync is to say of itself when it ends, and does not say before
     * @param fresh whether it was begun just now
     * @param file the store as error messages name it
     */
    RecordEditor(
            KeyValueStore store,
            SyncKeys keys,
            Keyspace keyspace,
            Supplier<RecordSync> reader,
            NewSync ending,
            boolean fresh,
            RecordEncoder encoder,
            WriteOptions options,
            String file) {
        this.store = store;
        this.file = file;
        this.keys = keys;
        this.keyspace = keyspace;
        this.walker = new PathWalker(store, file);
        this.reader = reader;
        this.ending = ending;
        this.options = options;
        this.encoder = encoder;
        String syncId = reader.get().run().id();
        this.changes = new SyncChanges(store, keys, syncId, fresh, encoder, options.clock(), file);
    }

    @Override
    public SyncRun run() {
        return reader.get().run();
    }

    @Override
    public SyncBackend reader() {
        return reader.get();
    }

    @Override
    public RecordWriter writer() {
        return changes.writer();
    }

    @Override
    public RecordWriter ifNewer() {
        return changes.ifNewer();
    }

    @Override
    public void checkpoint(String token) {
        changes.change(batch -> set(storedRun().setSyncToken(token).build(), batch));
    }

    private SyncRunRecord.Builder storedRun() {
        Bytes key = keys.header(KeyFamily.SYNC_RUN);
        Bytes value = store.get(key);
        if (value == null) {
            throw StoreException.notFound("the sync is no longer in " + file);
        }
        return StoredMessages.parse(SyncRunRecord.parser(), value, new Row(file, key, value)).toBuilder();
    }

    private void set(SyncRunRecord run, WriteBatch batch) {
        RowBuffer row = new RowBuffer();
        encoder.syncRun(run, row);
        batch.set(keys.header(KeyFamily.SYNC_RUN), row.value().toBytes());
    }

    @Override
    public boolean deleteResourceType(String id) {
        return delete(KeyFamily.RESOURCE_TYPE, keyspace.resourceType(id)) > 0;
    }

    @Override
    public boolean deleteResource(ResourceId id) {
        return delete(KeyFamily.RESOURCE, keyspace.resource(id)) > 0;
    }

    @Override
    public boolean deleteEntitlement(EntitlementKey key) {
        return delete(KeyFamily.ENTITLEMENT, keyspace.entitlement(key)) > 0;
    }

    @Override
    public boolean deleteGrant(String id) {
        Optional<Bytes> row = reader.get().grantRow(id);
        return row.isPresent() && changes.delete(KeyFamily.GRANT, Set.of(row.get())) > 0;
    }

    @Override
    public long deleteGrants(Iterable<GrantKey> grants) {
        long deleted = 0;
        Set<Bytes> chunk = new HashSet<>();
        for (GrantKey grant : grants) {
            addKeys(
                    keyspace.grants(
                            GrantFilter.ALL.withEntitlement(grant.entitlement()).withPrincipal(grant.principal())),
                    chunk);
            if (chunk.size() >= GRANTS_AT_ONCE) {
                deleted += changes.delete(KeyFamily.GRANT, chunk);
                chunk.clear();
            }
        }
        return deleted + changes.delete(KeyFamily.GRANT, chunk);
    }

    @Override
    public boolean deleteAsset(String id) {
        return delete(KeyFamily.ASSET, keyspace.asset(id)) > 0;
    }

    @Override
    public boolean deleteSession(String key) {
        return delete(KeyFamily.SESSION, keyspace.session(key)) > 0;
    }

    private int delete(KeyFamily family, AccessPath path) {
        Set<Bytes> rows = new HashSet<>();
        addKeys(path, rows);
        return changes.delete(family, rows);
    }

    private void addKeys(AccessPath path, Set<Bytes> rows) {
        try (RecordScan<Bytes> scan = walker.scan(path, null, Row::key)) {
            while (scan.next()) {
                rows.add(scan.record());
            }
        }
    }

    @Override
    public SyncRun finish() {
        changes.seal();
        try {
            WriteBatch stamp = new WriteBatch();
            if (keys.layout() == KeyLayout.IDENTITIES) {
                completeDerived(stamp);
            }
            end(stamp);
            store.commit(stamp, Durability.SYNC);
            if (store instanceof Maintenance maintenance) {
                maintenance.flush();
            }
            return run();
        } catch (RuntimeException | Error e) {
            changes.unseal();
            throw e;
        }
    }

    private void completeDerived(WriteBatch stamp) {
        if (store.get(MetaKey.PRINCIPAL_INDEX_PENDING.key()) != null) {
            changes.completeIndexes();
            stamp.delete(MetaKey.PRINCIPAL_INDEX_PENDING.key());
        }
        if (options.digests()) {
            changes.completeDigests();
        }
    }

    /** What says that the sync is finished, together with its statistics. */
    private void end(WriteBatch stamp) {
        SyncRunRecord.Builder run = storedRun();
        Instant now = options.clock().instant();
        if (!run.hasEndedAt()) {
            now = ending.endedAt().orElse(now);
            run.setEndedAt(RecordEncoder.timestamp(now));
            ending.verification()
                    .ifPresent(verification -> run.setIngestInvariantGeneration(verification.generation())
                            .addAllIngestInvariantCoverage(verification.coverage())
                            .setIngestInvariantMode(verification.mode()));
        }
        set(run.build(), stamp);
        RowBuffer statistics = new RowBuffer();
        encoder.statistics(SealedRecords.statistics(run(), keyspace.census(store), now), statistics);
        stamp.set(keys.statistics(), statistics.value().toBytes());
    }
}
