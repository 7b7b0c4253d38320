package dev.grantlake.pebble.bulk;

import com.google.protobuf.UnsafeByteOperations;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.bulk.BulkLoader;
import dev.grantlake.records.encode.GrantEncoder;
import dev.grantlake.records.encode.GrantParts;
import dev.grantlake.records.encode.RecordEncoder;
import dev.grantlake.records.encode.RecordLimits;
import dev.grantlake.records.encode.RowBuffer;
import dev.grantlake.records.key.Ksuid;
import dev.grantlake.store.NewSync;
import dev.grantlake.store.StoreException;
import dev.grantlake.store.SyncRun;
import dev.grantlake.store.WriteOptions;
import dev.grantlake.store.WrittenSync;
import dev.grantlake.store.spi.SyncOutput;
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
import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A sync on its way into a new {@code .c1z} file. What is put is encoded and kept by family ({@link PutRows}); in the
 * end it is given out in key order ({@link KeyOrder}) and written ({@link SyncFile}). Thread-safe: calls take turns,
 * but {@link #close} ends one that is under way.
 */
public final class BulkSync implements SyncOutput {

    private final Path file;
    private final NewSync sync;
    private final WriteOptions options;
    private final String syncId;
    private final Instant startedAt;

    private final RecordEncoder encoder;
    private final GrantEncoder grantEncoder;
    private final PutRows rows;
    private final RowBuffer row = new RowBuffer();
    private final GrantParts parts = new GrantParts();
    private final Cancellation cancellation = new Cancellation();

    private String token = "";
    private @Nullable Throwable failure;
    private boolean ended;

    private BulkSync(Path file, NewSync sync, WriteOptions options) {
        this.file = file;
        this.sync = sync;
        this.options = options;
        this.startedAt = sync.startedAt().orElseGet(options.clock()::instant);
        this.syncId = sync.id()
                .orElseGet(() -> Ksuid.next(startedAt, options.random()).toString());
        RecordLimits limits =
                new RecordLimits(options.maxKeyBytes(), options.maxAssetBytes(), BulkLoader.MAX_ENTRY_BYTES);
        this.encoder = new RecordEncoder(limits);
        this.grantEncoder = new GrantEncoder(limits);
        this.rows = new PutRows(
                options.temporaryFolder(),
                options.memoryBytes() / 2,
                options.random().nextLong());
    }

    /**
     * Begins a sync. Nothing is written to {@code file} before it is finished, but whether it may be is looked at here.
     *
     * @throws StorageException as {@link dev.grantlake.store.Grantlake#create}
     */
    public static BulkSync create(Path file, NewSync sync, WriteOptions options) {
        SyncFile.requireWritable(file, options);
        if (sync.id().isPresent() && Ksuid.ofText(sync.id().get()).isEmpty()) {
            throw StoreException.invalidArgument("expected a KSUID for the id of a sync, found \""
                    + sync.id().get() + "\"");
        }
        return new BulkSync(file, sync, options);
    }

    @Override
    public String syncId() {
        return syncId;
    }

    @Override
    public void putResourceTypes(Iterable<ResourceType> messages) {
        putAll(messages, (message, now) -> {
            encoder.resourceType(message, now, row);
            rows.resourceTypes().add(row);
        });
    }

    @Override
    public void putResourceTypeRecords(Iterable<ResourceTypeRecord> records) {
        putAll(records, (record, now) -> {
            encoder.resourceType(record, now, row);
            rows.resourceTypes().add(row);
        });
    }

    @Override
    public void putResources(Iterable<Resource> messages) {
        putAll(messages, (message, now) -> {
            encoder.resource(message, now, row);
            rows.resources().add(row);
        });
    }

    @Override
    public void putResourceRecords(Iterable<ResourceRecord> records) {
        putAll(records, (record, now) -> {
            encoder.resource(record, now, row);
            rows.resources().add(row);
        });
    }

    @Override
    public void putEntitlements(Iterable<Entitlement> messages) {
        putAll(messages, (message, now) -> {
            encoder.entitlement(message, now, row);
            rows.entitlements().add(row);
        });
    }

    @Override
    public void putEntitlementRecords(Iterable<EntitlementRecord> records) {
        putAll(records, (record, now) -> {
            encoder.entitlement(record, now, row);
            rows.entitlements().add(row);
        });
    }

    @Override
    public void putGrants(Iterable<Grant> messages) {
        putGrants(messages, message -> grantEncoder.split(message, parts));
    }

    @Override
    public void putGrantRecords(Iterable<GrantRecord> records) {
        putGrants(records, record -> grantEncoder.split(record, parts));
    }

    /** Grants do without a row of their own until the end. */
    private synchronized <T> void putGrants(Iterable<T> grants, Consumer<T> splitter) {
        requireOpen();
        GrantIntake intake = rows.grants();
        int now = -1;
        try {
            for (T grant : grants) {
                cancellation.check();
                splitter.accept(grant);
                int time;
                if (parts.hasDiscoveredAt()) {
                    time = intake.time(parts.discoveredAt(Instant.EPOCH));
                } else {
                    now = now < 0
                            ? intake.time(
                                    GrantEncoder.discoveredAt(options.clock().instant()))
                            : now;
                    time = now;
                }
                intake.add(parts, time);
            }
        } catch (RuntimeException | Error e) {
            note(e);
            throw e;
        }
    }

    @Override
    public void putAsset(String id, String contentType, Bytes data) {
        putAssetRecords(List.of(AssetRecord.newBuilder()
                .setExternalId(id)
                .setContentType(contentType)
                .setData(UnsafeByteOperations.unsafeWrap(data.array(), data.offset(), data.length()))
                .build()));
    }

    @Override
    public void putAssetRecords(Iterable<AssetRecord> records) {
        // Not the room of all other rows, which would keep the size of the largest asset until the end.
        RowBuffer large = new RowBuffer();
        putAll(records, (record, now) -> {
            encoder.asset(record.toBuilder().setSyncId(syncId).build(), now, large);
            rows.assets().add(large);
        });
    }

    @Override
    public synchronized void putSession(String key, Bytes value) {
        SessionRecord session = SessionRecord.newBuilder()
                .setSyncId(syncId)
                .setKey(key)
                .setValue(UnsafeByteOperations.unsafeWrap(value.array(), value.offset(), value.length()))
                .build();
        putAll(List.of(session), (record, now) -> {
            encoder.session(record, row);
            rows.sessions().add(row);
        });
    }

    /** Encodes one record and keeps its row. */
    private interface Putter<T> {
        void put(T record, Instant now);
    }

    private synchronized <T> void putAll(Iterable<T> records, Putter<T> putter) {
        requireOpen();
        Instant now = options.clock().instant();
        try {
            for (T record : records) {
                cancellation.check();
                putter.put(record, now);
            }
        } catch (RuntimeException | Error e) {
            note(e);
            throw e;
        }
    }

    /** A refused record leaves everything as it was; whatever else goes wrong, the rows may be incomplete. */
    private void note(Throwable problem) {
        if (!(problem instanceof StoreException)) {
            failure = problem;
        }
    }

    @Override
    public synchronized void checkpoint(String newToken) {
        requireOpen();
        token = newToken;
    }

    @Override
    public synchronized WrittenSync finish() {
        requireOpen();
        Instant endedAt = sync.endedAt().orElseGet(options.clock()::instant);
        return write(Optional.of(endedAt));
    }

    @Override
    public synchronized WrittenSync saveUnfinished() {
        requireOpen();
        return write(Optional.empty());
    }

    private WrittenSync write(Optional<Instant> endedAt) {
        ended = true;
        try (rows) {
            return SyncFile.write(SyncFile.create(file, options), run(endedAt), rows, options, cancellation);
        }
    }

    private SyncRun run(Optional<Instant> endedAt) {
        return new SyncRun(
                syncId,
                sync.type(),
                Optional.of(startedAt),
                endedAt,
                token,
                sync.parentId(),
                sync.linkedId(),
                sync.supportsDiff(),
                sync.compacted(),
                endedAt.flatMap(end -> sync.verification()));
    }

    private void requireOpen() {
        if (failure != null) {
            throw new StorageException(
                    StorageException.Kind.FAILED_PRECONDITION,
                    null,
                    "the sync failed before and can only be closed: " + failure.getMessage(),
                    failure);
        }
        if (ended) {
            throw new StorageException(StorageException.Kind.CLOSED, "the sync is written or given up");
        }
    }

    /** Before its turn comes: who has it gives up at the next record or entry, unless the file is complete by then. */
    @Override
    public void close() {
        cancellation.request();
        giveUp();
    }

    private synchronized void giveUp() {
        if (!ended) {
            ended = true;
            rows.close();
        }
    }
}
