package dev.grantlake.lsm.commit;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A sum that grows under one lock and is read without it. An adder for many threads would cost each commit an atomic
 * operation that it does not need.
 */
final class Tally {

    private final AtomicLong sum = new AtomicLong();

    /** With the lock held. */
    void add(long more) {
        sum.lazySet(sum.getPlain() + more);
    }

    long sum() {
        return sum.get();
    }
}
