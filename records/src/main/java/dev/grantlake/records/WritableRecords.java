package dev.grantlake.records;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.Durability;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.kv.KeyValueStore;
import dev.grantlake.kv.MemoryKeyValueStore;
import dev.grantlake.kv.RangeReplacement;
import dev.grantlake.kv.WriteBatch;
import dev.grantlake.records.encode.RecordEncoder;
import dev.grantlake.records.encode.RecordLimits;
import dev.grantlake.records.encode.RowBuffer;
import dev.grantlake.records.encode.SealedRecords;
import dev.grantlake.records.key.ExternalIdKeys;
import dev.grantlake.records.key.ExternalIdKeyspace;
import dev.grantlake.records.key.IdentityKeys;
import dev.grantlake.records.key.KeyFamily;
import dev.grantlake.records.key.KeyLayout;
import dev.grantlake.records.key.Keyspace;
import dev.grantlake.records.key.KeyspaceV2;
import dev.grantlake.records.key.Ksuid;
import dev.grantlake.records.key.SyncKeys;
import dev.grantlake.records.key.SyncRanges;
import dev.grantlake.store.NewSync;
import dev.grantlake.store.StoreException;
import dev.grantlake.store.StoreMetadata;
import dev.grantlake.store.SyncRun;
import dev.grantlake.store.WriteOptions;
import dev.grantlake.store.spi.SyncBackend;
import dev.grantlake.store.spi.SyncEditor;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

import static java.util.Objects.requireNonNull;

/**
 * The syncs of a store that is written: begun, taken up again, removed. Under today's keys there is one sync, and a new
 * one takes the place of the one before; under those of version 1 there are many. Thread-safe; the store stays its
 * owner's. Nobody asks for two editors of one sync, or begins a sync while another is edited in a store of one.
 */
public final class WritableRecords {

    private final KeyValueStore store;
    private final StoreMetadata metadata;
    private final WriteOptions options;
    private final KeyLayout layout;
    private final RecordEncoder encoder;

    private WritableRecords(KeyValueStore store, StoreMetadata metadata, WriteOptions options, KeyLayout layout) {
        this.store = store;
        this.metadata = metadata;
        this.options = options;
        this.layout = layout;
        this.encoder = new RecordEncoder(
                new RecordLimits(options.maxKeyBytes(), options.maxAssetBytes(), RecordLimits.DEFAULT.rowBytes()));
    }

    /**
     * The syncs in {@code store}.
     *
     * @param whenEmpty how keys are laid out in a store that has none
     * @throws StorageException of kind {@code UNSUPPORTED} for a layout that is not known, or not written any more
     */
    public static WritableRecords open(
            KeyValueStore store, StoreMetadata metadata, WriteOptions options, KeyLayout whenEmpty) {
        KeyLayout stored = Stamps.read(store, metadata).layout();
        KeyLayout layout = KeyLayout.isBlank(store) ? whenEmpty : stored;
        if (layout == KeyLayout.EXTERNAL_IDS) {
            throw StorageException.unsupported(
                    Location.of(metadata.file(), "stamps"),
                    "the interior pebble2 is not written any more; copy the file, migrated, and write the copy");
        }
        return new WritableRecords(store, metadata, options, layout);
    }

    /** Which layout its keys have. */
    public KeyLayout layout() {
        return layout;
    }

    /** All syncs, as they are now. */
    public List<SyncRun> syncRuns() {
        return syncs().stream().map(RecordSync::run).toList();
    }

    /** The records of one of them, as they are at each question. */
    public SyncBackend sync(SyncRun run) {
        return sync(run.id());
    }

    private List<RecordSync> syncs() {
        Stamps stamps = Stamps.read(store, metadata);
        return new SyncCatalogue(new PathWalker(store, metadata.file()), stamps).syncs();
    }

    private RecordSync sync(String id) {
        return syncs().stream()
                .filter(sync -> sync.run().id().equals(id))
                .findFirst()
                .orElseThrow(() -> StoreException.notFound("no sync " + id + " in " + metadata.file()));
    }

    /**
     * Begins a sync. In a store of one it takes the place of the one before, all of it, at once.
     *
     * @throws StoreException of kind {@code INVALID_ARGUMENT} if the id is no KSUID
     * @throws StorageException of kind {@code ALREADY_EXISTS} if the store has a sync with this id beside others
     */
    public SyncEditor start(NewSync sync) {
        Instant startedAt = sync.startedAt().orElseGet(options.clock()::instant);
        Ksuid id = sync.id().isEmpty()
                ? Ksuid.next(startedAt, options.random())
                : Ksuid.ofText(sync.id().get())
                        .orElseThrow(
                                () -> StoreException.invalidArgument("expected a KSUID for the id of a sync, found \""
                                        + sync.id().get() + "\""));
        SyncRun run = new SyncRun(
                id.toString(),
                sync.type(),
                Optional.of(startedAt),
                Optional.empty(),
                "",
                sync.parentId(),
                sync.linkedId(),
                sync.supportsDiff(),
                sync.compacted(),
                Optional.empty());
        RowBuffer row = new RowBuffer();
        encoder.syncRun(SealedRecords.syncRun(run), row);
        Map<Bytes, Bytes> begin = new TreeMap<>();
        if (KeyLayout.isBlank(store)) {
            begin.putAll(SealedRecords.stamps(layout));
        }
        begin.put(keys(id).header(KeyFamily.SYNC_RUN), row.value().toBytes());
        if (layout == KeyLayout.IDENTITIES) {
            replace(SyncRanges.ofOnly(), begin);
        } else if (store.get(keys(id).header(KeyFamily.SYNC_RUN)) == null) {
            replace(List.of(), begin);
        } else {
            throw new StoreException(StorageException.Kind.ALREADY_EXISTS, "there is a sync " + id + " already");
        }
        return editor(id, sync, true);
    }

    /** Opens a sync to be written, finished or not. What it says of its end stays until it is finished again. */
    public SyncEditor edit(SyncRun run) {
        Ksuid id = Ksuid.ofText(sync(run.id()).run().id())
                .orElseThrow(() -> StorageException.unsupported(
                        Location.of(metadata.file(), "sync"), "the id of sync " + run.id() + " is no KSUID"));
        if (layout == KeyLayout.IDENTITIES && !digestsTrusted(run)) {
            replace(SyncRanges.digests(), Map.of());
        }
        return editor(id, NewSync.like(run), false);
    }

    /** Of a sync that has not ended nobody knows whether its digests are all there. */
    private boolean digestsTrusted(SyncRun run) {
        return run.finished() && Stamps.read(store, metadata).digestsExact();
    }

    private SyncEditor editor(Ksuid id, NewSync ending, boolean fresh) {
        Supplier<RecordSync> reader = () -> sync(id.toString());
        return new RecordEditor(
                store, keys(id), keyspace(id), reader, ending, fresh, encoder, options, metadata.file());
    }

    /** Removes a sync with all that belongs to it, at once. */
    public void remove(SyncRun run) {
        Ksuid id = Ksuid.ofText(sync(run.id()).run().id()).orElseThrow();
        replace(layout == KeyLayout.IDENTITIES ? SyncRanges.ofOnly() : SyncRanges.of(layout, id), Map.of());
    }

    /** Puts {@code entries} in place of everything in {@code ranges}: durable, unless there was nothing to replace. */
    private void replace(List<KeyRange> ranges, Map<Bytes, Bytes> entries) {
        boolean nothing = isEmpty(ranges);
        if (!nothing && store instanceof RangeReplacement replacement) {
            try (MemoryKeyValueStore sorted = new MemoryKeyValueStore().putAll(entries);
                    Cursor content = sorted.cursor(KeyRange.ALL)) {
                replacement.replaceRanges(ranges, content);
            }
            return;
        }
        WriteBatch batch = new WriteBatch();
        if (!nothing) {
            ranges.forEach(range -> batch.deleteRange(requireNonNull(range.from()), requireNonNull(range.to())));
        }
        entries.forEach(batch::set);
        store.commit(batch, nothing ? Durability.BUFFERED : Durability.SYNC);
    }

    private boolean isEmpty(List<KeyRange> ranges) {
        for (KeyRange range : ranges) {
            try (Cursor cursor = store.cursor(range)) {
                if (cursor.first()) {
                    return false;
                }
            }
        }
        return true;
    }

    private SyncKeys keys(Ksuid sync) {
        return layout == KeyLayout.IDENTITIES ? IdentityKeys.INSTANCE : ExternalIdKeys.ofSync(sync);
    }

    /** Where the rows are that an editor looks for: a way by an index that is not complete would miss some. */
    private Keyspace keyspace(Ksuid sync) {
        Stamps stamps = Stamps.read(store, metadata);
        return layout == KeyLayout.IDENTITIES
                ? new KeyspaceV2(metadata.file(), sync.toString(), stamps.principalIndexComplete())
                : ExternalIdKeyspace.ofSync(metadata.file(), sync, stamps.completeIndexes());
    }
}
