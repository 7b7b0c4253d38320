package dev.grantlake.lake;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.KeyValueReader;
import dev.grantlake.kv.KeyValueStore;
import dev.grantlake.kv.StoreOptions;
import dev.grantlake.kv.WriteBatch;
import dev.grantlake.kv.testing.CursorContract;
import dev.grantlake.kv.testing.StoreContract;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.SortedMap;

/** The contract of all engines, on a lake that flushes all the time. */
@ParameterizedClass
@EnumSource
class LakeKeyValueStoreTest implements StoreContract, CursorContract {

    private final LakeOptions busy;

    LakeKeyValueStoreTest(MemtableForm form) {
        this.busy = LakeOptions.PRODUCTION.toBuilder()
                .memtableForm(form)
                .tickInterval(Duration.ofMillis(10))
                .minFlushInterval(Duration.ofMillis(1))
                .build();
    }

    @Override
    public KeyValueStore openStore(StoreOptions options) {
        return new LakeKeyValueStore(new LakeFolder().open(busy), options);
    }

    @Override
    public KeyValueReader readerOf(SortedMap<Bytes, Bytes> entries) {
        KeyValueStore store = openStore(StoreOptions.DEFAULT);
        entries.forEach((key, value) -> store.commit(new WriteBatch().set(key, value)));
        return store;
    }
}
