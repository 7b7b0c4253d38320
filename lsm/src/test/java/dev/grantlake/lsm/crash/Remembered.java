package dev.grantlake.lsm.crash;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.KeyValueStore;
import dev.grantlake.kv.MemoryKeyValueStore;
import dev.grantlake.kv.Merger;
import dev.grantlake.kv.StoreOptions;
import dev.grantlake.vfs.WritableVfs;

import java.util.SortedMap;
import java.util.function.Supplier;

/** Stores in memory that hold, when they are opened, what they should: to know where a {@link Workload} gets to. */
record Remembered(Supplier<SortedMap<Bytes, Bytes>> content) implements DiskStore {

    @Override
    public KeyValueStore open(WritableVfs directory, long seed) {
        return new MemoryKeyValueStore(StoreOptions.DEFAULT.with(Merger.CONCATENATION)).putAll(content.get());
    }

    @Override
    public void checkpoint(KeyValueStore open, WritableVfs to) {}
}
