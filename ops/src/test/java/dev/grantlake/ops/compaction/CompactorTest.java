package dev.grantlake.ops.compaction;

import dev.grantlake.kv.MemoryKeyValueStore;

class CompactorTest implements CompactorContract<MemoryKeyValueStore> {

    @Override
    public MemoryKeyValueStore emptyStore() {
        return new MemoryKeyValueStore();
    }
}
