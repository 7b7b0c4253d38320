package dev.grantlake.bench.kv;

import java.nio.file.Path;

/**
 * What the scenarios ask of an ordered store, in bytes as every engine takes them. Puts and gets may come from several
 * threads at once. A failure of the engine comes out as an unchecked exception and ends the run.
 */
public interface Engine extends AutoCloseable {

    /** Opens a store in an existing folder, a new one if that is empty. */
    static Engine open(String name, Path folder) {
        return switch (name) {
            case "grantlake" -> new GrantlakeEngine(folder);
            case "rocksdb" -> new RocksDbEngine(folder);
            case "lmdb" -> new LmdbEngine(folder);
            case "mvstore" -> new MvStoreEngine(folder);
            default -> throw new IllegalArgumentException("no engine " + name);
        };
    }

    /** Puts one entry in a commit of its own; {@code durable}: it is on disk when this returns. */
    void put(byte[] key, byte[] value, boolean durable);

    /** The length of the value, or -1 if there is none. */
    int get(byte[] key);

    /** Reads entries from the first key at or behind {@code from} on, at most {@code most}; returns how many. */
    long scan(byte[] from, long most);

    /** Deletes all keys from {@code from}, included, to {@code to}, excluded. */
    void deleteRange(byte[] from, byte[] to);

    /** Brings what is in memory into its files, and waits for work in the background. */
    void settle();

    @Override
    void close();
}
