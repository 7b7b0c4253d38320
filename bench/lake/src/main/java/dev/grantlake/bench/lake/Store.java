package dev.grantlake.bench.lake;

import dev.grantlake.bench.kv.Engine;

import java.nio.file.Path;
import java.util.Set;

/** What a lake and a plain dataset are asked for beyond what every store is. */
interface Store extends Engine {

    /** Whether the engine of this name needs the native library. */
    static boolean needsLibrary(String name) {
        return Set.of("lake", "lance-append", "lance-merge").contains(name);
    }

    /**
     * Opens a store in an existing folder, a new one if that is empty.
     *
     * @param manual whether what is written stays in memory until it is settled, where a store has such a memory
     */
    static Engine open(String name, Path folder, boolean manual) {
        return switch (name) {
            case "lake" -> new LakeStore(folder, manual);
            case "lance-append" -> new LanceStore(folder, LanceStore.Commit.APPEND);
            case "lance-merge" -> new LanceStore(folder, LanceStore.Commit.MERGE);
            default -> Engine.open(name, folder);
        };
    }

    /** Puts entries in one commit; {@code durable}: all of them are on disk when this returns. */
    void putAll(byte[][] keys, byte[][] values, boolean durable);

    /** Reads all entries in the order of their keys; returns how many. */
    long scanAll();

    /** Reads all keys in their order; returns how many. */
    long scanKeys();

    /** Rewrites what small writes have left. */
    void compact();
}
