package dev.grantlake.records.write;

import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.Durability;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.kv.KeyValueReader;
import dev.grantlake.kv.KeyValueStore;
import dev.grantlake.kv.WriteBatch;
import dev.grantlake.records.key.IndexFamily;
import dev.grantlake.records.key.KeyFamily;
import dev.grantlake.records.key.SyncKeys;
import dev.grantlake.records.row.Row;

import java.util.Set;

/** Makes the index entries of all grants of a sync, for a store that says that some are missing. */
final class IndexRepair {

    private static final int BATCH_BYTES = 1 << 20;

    private IndexRepair() {}

    /** Puts the entries, whose durability is that of the next commit; {@code file} names the store in errors. */
    static void run(KeyValueStore store, SyncKeys keys, Set<IndexFamily> indexes, String file) {
        WriteBatch batch = new WriteBatch();
        try (KeyValueReader before = store.snapshot();
                Cursor grants = before.cursor(KeyRange.prefix(keys.header(KeyFamily.GRANT)))) {
            for (boolean more = grants.first(); more; more = grants.next()) {
                Row grant = new Row(file, grants.key().copy(), grants.value().retain());
                keys.entries(KeyFamily.GRANT, grant, indexes, (index, key, value) -> batch.set(key, value));
                if (batch.sizeBytes() >= BATCH_BYTES) {
                    store.commit(batch, Durability.BUFFERED);
                    batch.clear();
                }
            }
        }
        store.commit(batch, Durability.BUFFERED);
    }
}
