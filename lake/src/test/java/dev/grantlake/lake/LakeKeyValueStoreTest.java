package dev.grantlake.lake;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.KeyValueReader;
import dev.grantlake.kv.KeyValueStore;
import dev.grantlake.kv.StoreOptions;
import dev.grantlake.kv.WriteBatch;
import dev.grantlake.kv.testing.CursorContract;
import dev.grantlake.kv.testing.StoreContract;

import java.time.Duration;
import java.util.SortedMap;

/** The contract of all engines, on a lake that flushes all the time. */
class LakeKeyValueStoreTest implements StoreContract, CursorContract {

    private static final LakeOptions BUSY = LakeOptions.PRODUCTION.toBuilder()
            .tickInterval(Duration.ofMillis(10))
            .minFlushInterval(Duration.ofMillis(1))
            .build();

    @Override
    public KeyValueStore openStore(StoreOptions options) {
        return new LakeKeyValueStore(new LakeFolder().open(BUSY), options);
    }

    @Override
    public KeyValueReader readerOf(SortedMap<Bytes, Bytes> entries) {
        KeyValueStore store = openStore(StoreOptions.DEFAULT);
        entries.forEach((key, value) -> store.commit(new WriteBatch().set(key, value)));
        return store;
    }
}
