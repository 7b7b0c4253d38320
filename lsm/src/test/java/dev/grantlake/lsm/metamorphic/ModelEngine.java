package dev.grantlake.lsm.metamorphic;

import dev.grantlake.kv.KeyValueReader;
import dev.grantlake.kv.KeyValueStore;
import dev.grantlake.kv.MemoryKeyValueStore;
import dev.grantlake.kv.Merger;
import dev.grantlake.kv.StoreOptions;

import java.util.function.Consumer;

/** What everything is held to. A store in memory ends when it is closed, so this one stays open. */
final class ModelEngine implements Engine {

    private final MemoryKeyValueStore store = new MemoryKeyValueStore(StoreOptions.DEFAULT.with(Merger.CONCATENATION));

    @Override
    public KeyValueStore open(long seed) {
        return store;
    }

    @Override
    public void checkpoint(Consumer<KeyValueReader> show) {
        try (KeyValueReader copy = store.snapshot()) {
            show.accept(copy);
        }
    }

    @Override
    public void close() {}
}
