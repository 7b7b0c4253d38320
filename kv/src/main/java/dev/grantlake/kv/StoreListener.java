package dev.grantlake.kv;

/**
 * Is told of what a store does. Called when the event has happened, by the thread that did it and without a lock: it
 * may use the store, and the call that caused the event returns when the listener does. Several threads may call at
 * once. It must not throw: an exception comes out of the call that caused the event, although that has done its work;
 * only a pause of writes is ended again.
 */
@FunctionalInterface
public interface StoreListener {

    /** Does nothing. */
    StoreListener NONE = event -> {};

    void on(StoreEvent event);
}
