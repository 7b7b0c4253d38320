package dev.grantlake.kv;

import org.jspecify.annotations.Nullable;

import static java.util.Objects.requireNonNull;

/**
 * What every store that is written wants to know when it is opened. Immutable.
 *
 * @param durability of commits that do not say their own
 * @param merger joins values, or null for a store that refuses merges
 * @param listener is told of what happens
 */
public record StoreOptions(Durability durability, @Nullable Merger merger, StoreListener listener) {

    /** Every commit is durable when it returns; no merges; nobody listens. */
    public static final StoreOptions DEFAULT = new StoreOptions(Durability.SYNC, null, StoreListener.NONE);

    public StoreOptions {
        requireNonNull(durability, "durability");
        requireNonNull(listener, "listener");
    }

    /** The same with another durability. */
    public StoreOptions with(Durability durability) {
        return new StoreOptions(durability, merger, listener);
    }

    /** The same with a merger. */
    public StoreOptions with(Merger merger) {
        return new StoreOptions(durability, merger, listener);
    }

    /** The same with another listener. */
    public StoreOptions with(StoreListener listener) {
        return new StoreOptions(durability, merger, listener);
    }
}
