package dev.grantlake.records.write;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.kv.KeyValueReader;
import dev.grantlake.kv.WriteBatch;
import dev.grantlake.records.key.IndexFamily;
import dev.grantlake.records.key.KeyFamily;
import dev.grantlake.records.key.KeyLayout;
import dev.grantlake.records.key.SyncKeys;
import dev.grantlake.records.row.Row;
import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Says what a call changes: the rows, and the index entries that the rows before owed and those now owe. Reads the row
 * before each time, also in a new sync, where the same record may have been put a moment ago. Whoever asks commits the
 * batch before anybody else asks.
 */
final class RowUpdater {

    private final KeyValueReader reader;
    private final SyncKeys keys;
    private final Set<IndexFamily> indexes;
    private final String file;
    private volatile boolean digested;

    /**
     * Changes of one sync.
     *
     * @param reader the store, whose commits it sees
     * @param digested whether there may be digests of the sync
     * @param file the store as error messages name it
     */
    RowUpdater(KeyValueReader reader, SyncKeys keys, boolean digested, String file) {
        this.reader = reader;
        this.keys = keys;
        this.digested = digested;
        this.file = file;
        this.indexes = EnumSet.copyOf(keys.indexes());
        // Made of all grants of an entitlement together, when the sync is finished.
        indexes.remove(IndexFamily.PRINCIPAL_HASH);
    }

    /** The indexes that are kept up with each change. */
    Set<IndexFamily> indexes() {
        return indexes;
    }

    /** From now on there may be digests of the sync. */
    void expectDigests() {
        digested = true;
    }

    /** What a call makes of a row. */
    private static final class Change {

        private final @Nullable Row before;
        private @Nullable Row after;

        Change(@Nullable Row before) {
            this.before = before;
        }

        @Nullable
        Row present() {
            return after == null ? before : after;
        }
    }

    /**
     * Adds to {@code batch} what puts {@code rows}, of which the last of a key stands.
     *
     * @param onlyIfNewer whether a row takes the place of another only if it was discovered later
     * @throws StorageException of kind {@code CORRUPT}, which names the key, if the row before cannot be read: its
     *     entries would stay behind
     */
    void put(KeyFamily family, Collection<Row> rows, boolean onlyIfNewer, WriteBatch batch) {
        Map<Bytes, Change> changes = new LinkedHashMap<>();
        for (Row row : rows) {
            Change change = changes.computeIfAbsent(row.key(), key -> new Change(stored(key)));
            Row present = change.present();
            if (present == null || !onlyIfNewer || DiscoveryTime.isNewer(family, row, present)) {
                change.after = row;
            }
        }
        StaleDigests digests = new StaleDigests(reader, batch);
        for (Change change : changes.values()) {
            Row after = change.after;
            if (after != null) {
                put(family, change.before, after, batch);
                changed(digests, family, after, false);
            }
        }
    }

    private void put(KeyFamily family, @Nullable Row before, Row after, WriteBatch batch) {
        Map<Bytes, Bytes> fresh = entries(family, after);
        if (before != null) {
            for (Bytes entry : entries(family, before).keySet()) {
                if (!fresh.containsKey(entry)) {
                    batch.delete(entry);
                }
            }
        }
        batch.set(after.key(), after.value());
        fresh.forEach(batch::set);
    }

    /** Adds to {@code batch} what deletes the rows under {@code rowKeys}, and says how many of them are there. */
    int delete(KeyFamily family, Set<Bytes> rowKeys, WriteBatch batch) {
        int found = 0;
        StaleDigests digests = new StaleDigests(reader, batch);
        for (Bytes key : rowKeys) {
            Row row = stored(key);
            if (row != null) {
                found++;
                batch.delete(key);
                owed(family, row).forEach(batch::delete);
                changed(digests, family, row, true);
            }
        }
        return found;
    }

    private void changed(StaleDigests digests, KeyFamily family, Row row, boolean deleted) {
        if (digested && keys.layout() == KeyLayout.IDENTITIES) {
            digests.changed(family, row, deleted);
        }
    }

    private @Nullable Row stored(Bytes key) {
        Bytes value = reader.get(key);
        return value == null ? null : new Row(file, key, value);
    }

    private Map<Bytes, Bytes> entries(KeyFamily family, Row row) {
        Map<Bytes, Bytes> entries = new TreeMap<>();
        keys.entries(family, row, indexes, (index, key, value) -> entries.put(key, value));
        return entries;
    }

    /** The entries of a row; of one that cannot be read those that lead to it, which takes a walk over all. */
    private Collection<Bytes> owed(KeyFamily family, Row row) {
        try {
            return entries(family, row).keySet();
        } catch (StorageException e) {
            if (e.kind() != StorageException.Kind.CORRUPT) {
                throw e;
            }
            return leadingTo(family, row.key());
        }
    }

    private Collection<Bytes> leadingTo(KeyFamily family, Bytes row) {
        Map<Bytes, Bytes> found = new TreeMap<>();
        for (IndexFamily index : indexes) {
            if (index.rows() == family) {
                try (Cursor cursor = reader.cursor(KeyRange.prefix(keys.header(index)))) {
                    for (boolean more = cursor.first(); more; more = cursor.next()) {
                        Bytes entry = cursor.key().copy();
                        if (keys.rowOf(index, entry, file).equals(row)) {
                            found.put(entry, row);
                        }
                    }
                }
            }
        }
        return found.keySet();
    }
}
