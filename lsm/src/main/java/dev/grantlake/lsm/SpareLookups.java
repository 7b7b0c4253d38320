package dev.grantlake.lsm;

import java.util.concurrent.atomic.AtomicReferenceArray;

/** Searches that are not under way, for the next to come: a few, so that threads do not fight for one. Thread-safe. */
final class SpareLookups {

    private static final int PLACES = 8;
    /** Places are as far apart as lines of a processor's cache are long, with references of 4 bytes. */
    private static final int STRIDE = 16;

    private final AtomicReferenceArray<KeyLookup> places = new AtomicReferenceArray<>(PLACES * STRIDE);

    /** One that is the caller's until it is given back. */
    KeyLookup take() {
        KeyLookup spare = places.getAndSet(place(), null);
        return spare == null ? new KeyLookup() : spare;
    }

    void giveBack(KeyLookup lookup) {
        places.lazySet(place(), lookup);
    }

    /** Forgets them, and what they hold on to. */
    void clear() {
        for (int i = 0; i < PLACES; i++) {
            places.set(i * STRIDE, null);
        }
    }

    private static int place() {
        return (int) (Thread.currentThread().getId() & PLACES - 1) * STRIDE;
    }
}
