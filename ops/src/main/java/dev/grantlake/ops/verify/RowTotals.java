package dev.grantlake.ops.verify;

import dev.grantlake.store.GrantDigest;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the rows of a file add up to: counts, the index entries that they owe, the digest of all grants. Thread-safe.
 */
final class RowTotals {

    final AtomicLong resourceTypes = new AtomicLong();
    final AtomicLong assets = new AtomicLong();
    final TypeCounts resources = new TypeCounts();
    final TypeCounts entitlements = new TypeCounts();
    final TypeCounts grants = new TypeCounts();

    private final IndexSums owed;
    private long digestHash;
    private long digestCount;
    private boolean digestIncomplete;

    RowTotals(long seed) {
        owed = new IndexSums(seed);
    }

    /** Adds what one part of the rows owes. */
    synchronized void addOwed(IndexSums part) {
        owed.add(part);
    }

    /** Adds the digest of one entitlement's grants. */
    synchronized void addDigest(long hash, long count) {
        digestHash ^= hash;
        digestCount += count;
    }

    /** Notes grants whose digest was not computed, since none is stored of their entitlement. */
    synchronized void missDigest(long count) {
        digestIncomplete |= count > 0;
    }

    synchronized IndexSums owed() {
        return owed;
    }

    /** The digest of all grants; empty if it was not computed of all of them. */
    synchronized Optional<GrantDigest> digest() {
        return digestIncomplete ? Optional.empty() : Optional.of(new GrantDigest(digestHash, digestCount));
    }
}
