package dev.grantlake.ops.compaction;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.kv.KeyValueReader;
import dev.grantlake.kv.KeyValueStore;
import dev.grantlake.kv.MemoryKeyValueStore;
import dev.grantlake.kv.RangeReplacement;
import dev.grantlake.kv.SplicedReader;
import dev.grantlake.records.codec.SyncRunCodec;
import dev.grantlake.records.encode.SealedRecords;
import dev.grantlake.records.key.IndexFamily;
import dev.grantlake.records.key.KeyFamily;
import dev.grantlake.records.key.KeyLayout;
import dev.grantlake.records.key.Ksuid;
import dev.grantlake.records.key.SyncRanges;
import dev.grantlake.records.row.Row;
import dev.grantlake.store.StoreException;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

import static java.util.Objects.requireNonNull;

/**
 * Replaces all that a store holds of a sync by what another store holds of it: rows, index entries, digests and
 * statistics in one step, so that whoever reads, and whoever opens the store after a crash, finds all of the old or all
 * of the new. Other syncs keep every byte. Keys and values are carried over as they are; nothing is derived and nothing
 * decoded, but for the id of its sync in a store that holds only one.
 *
 * <p>A source without the sync is the empty source: the sync is removed from the base, and the result says so. To run
 * again changes nothing. A base that holds no sync at all takes the layout of the source.
 *
 * <p>Both stores stay open and their owners'. The source may be written meanwhile, it is read as of one moment; what is
 * put into this sync of the base meanwhile is lost with the rest of it.
 */
public final class Compactor {

    /** Stands where nothing is to be taken. */
    private static final KeyValueReader NOTHING = new MemoryKeyValueStore();

    private static final Comparator<KeyRange> BY_START =
            Comparator.comparing(KeyRange::from, Comparator.nullsFirst(Comparator.naturalOrder()));

    private final KeyValueReader base;
    private final KeyValueReader source;
    private final Ksuid sync;

    private Compactor(KeyValueReader base, KeyValueReader source, Ksuid sync) {
        this.base = base;
        this.source = source;
        this.sync = sync;
    }

    /** The same as {@link #compact(KeyValueStore, KeyValueReader, String, BooleanSupplier)}, to its end. */
    public static <S extends KeyValueStore & RangeReplacement> CompactedSync compact(
            S base, KeyValueReader source, String syncId) {
        return compact(base, source, syncId, () -> false);
    }

    /**
     * Replaces the sync {@code syncId} of {@code base} by what {@code source} holds of it. When this returns, it is on
     * disk, where the base has one.
     *
     * @param cancelled is asked before each entry; once it says so, the call fails and the base is as it was
     * @throws StorageException of kind {@code INVALID_ARGUMENT} for an id that is none, {@code FAILED_PRECONDITION} if
     *     the stores have different layouts, if the source lacks an index that the base has for all its syncs, or if
     *     the base has room for one sync and holds another, {@code UNSUPPORTED} for a layout that is not known. Then
     *     nothing has changed
     * @throws CancellationException if it was cancelled; then nothing has changed
     */
    public static <S extends KeyValueStore & RangeReplacement> CompactedSync compact(
            S base, KeyValueReader source, String syncId, BooleanSupplier cancelled) {
        requireNonNull(base, "base");
        requireNonNull(source, "source");
        requireNonNull(cancelled, "cancelled");
        Ksuid sync = Ksuid.ofText(requireNonNull(syncId, "syncId"))
                .orElseThrow(() -> StoreException.invalidArgument(
                        "expected a KSUID for the id of a sync, found \"" + syncId + "\""));
        Runnable check = () -> {
            if (cancelled.getAsBoolean()) {
                throw new CancellationException("the compaction of sync " + syncId + " was cancelled");
            }
        };
        if (source instanceof KeyValueStore store) {
            try (KeyValueReader moment = store.snapshot()) {
                return new Compactor(base, moment, sync).replace(base, check);
            }
        }
        return new Compactor(base, source, sync).replace(base, check);
    }

    private CompactedSync replace(RangeReplacement target, Runnable check) {
        Optional<KeyLayout> taken = layoutOf(source);
        Optional<KeyLayout> kept = layoutOf(base);
        KeyLayout layout = kept.or(() -> taken).orElse(KeyLayout.IDENTITIES);
        if (kept.isPresent() && taken.isPresent()) {
            requireSame(kept.get(), taken.get());
        }
        boolean one = layout != KeyLayout.EXTERNAL_IDS_BY_SYNC;
        if (one && kept.isPresent() && holdsAnother(base)) {
            throw StoreException.failedPrecondition(
                    "the base has room for one sync and holds another one than " + sync);
        }
        List<KeyRange> ranges = new ArrayList<>(SyncRanges.of(layout, sync));
        boolean held = taken.isPresent() && !(one && holdsAnother(source));
        if (held && kept.isEmpty()) {
            ranges.addAll(SyncRanges.stamps(layout));
            ranges.sort(BY_START);
        }
        try (Cursor content = new CheckedCursor(content(held ? ranges : List.of()), check)) {
            return new CompactedSync(sync.toString(), target.replaceRanges(ranges, content));
        }
    }

    private Cursor content(List<KeyRange> ranges) {
        SplicedReader.Builder content = new SplicedReader.Builder();
        for (KeyRange range : ranges) {
            content.upTo(requireNonNull(range.from()), NOTHING).upTo(requireNonNull(range.to()), source);
        }
        return content.rest(NOTHING).cursor(KeyRange.ALL);
    }

    private static Optional<KeyLayout> layoutOf(KeyValueReader reader) {
        if (!KeyLayout.hasRows(reader)) {
            return Optional.empty();
        }
        SealedRecords.stamps().forEach((key, known) -> {
            Bytes stamp = reader.get(key);
            if (stamp != null && !stamp.equals(known)) {
                throw StorageException.unsupported(
                        Location.of("store", "stamps"), "a store whose stamp " + key + " is " + stamp);
            }
        });
        return Optional.of(KeyLayout.of(reader));
    }

    private void requireSame(KeyLayout kept, KeyLayout taken) {
        if (kept != taken) {
            throw StoreException.failedPrecondition(
                    "the base has the key layout " + kept + ", the source has " + taken);
        }
        if (kept == KeyLayout.EXTERNAL_IDS_BY_SYNC) {
            Set<IndexFamily> missing = kept.completeIndexes(key -> base.get(key) != null);
            missing.removeAll(taken.completeIndexes(key -> source.get(key) != null));
            if (!missing.isEmpty()) {
                throw StoreException.failedPrecondition(
                        "the base has indexes for all of its syncs that the source lacks: " + missing);
            }
        }
    }

    /** Whether the one sync of a store is another one. */
    private boolean holdsAnother(KeyValueReader reader) {
        Bytes key = KeyFamily.SYNC_RUN.header();
        Bytes run = reader.get(key);
        return run != null
                && !SyncRunCodec.ofRecord(new Row("store", key, run).message())
                        .id()
                        .equals(sync.toString());
    }
}
