package dev.grantlake.lsm.metamorphic;

import dev.grantlake.kv.KeyValueReader;
import dev.grantlake.kv.KeyValueStore;

import java.util.function.Consumer;

/** What carries out a log: one place that holds a store, opened and closed as the log says. */
interface Engine {

    /**
     * Opens the store with options that depend on the seed; it holds what it held when it was last closed. Merges join
     * by concatenation.
     */
    KeyValueStore open(long seed);

    /** Makes a copy of what the open store holds at this moment, shows it, and takes it away again. */
    void checkpoint(Consumer<KeyValueReader> show);

    /** Closes the store, and fails if something is wrong with how it left its place. */
    void close();
}
