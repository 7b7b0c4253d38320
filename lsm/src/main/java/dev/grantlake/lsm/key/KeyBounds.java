package dev.grantlake.lsm.key;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.KeyRange;

/**
 * The keys between which everything in a table lies, as the manifest states them. Both are included, except that a
 * largest key with the trailer of an exclusive sentinel (the end of a range deletion or range key) is not.
 */
public record KeyBounds(InternalKey smallest, InternalKey largest) {

    /** Whether the user key of {@link #largest} lies outside. */
    public boolean largestExcluded() {
        return Trailer.isExclusiveSentinel(largest.trailer());
    }

    /** Whether the bounds are in order and hold at least one user key. */
    public boolean sound() {
        return smallest.compareTo(largest) <= 0
                && !(largestExcluded() && smallest.userKey().equals(largest.userKey()));
    }

    public boolean contains(Bytes userKey) {
        return smallest.userKey().compareTo(userKey) <= 0 && !endsBefore(userKey);
    }

    /** Whether every user key inside is less than {@code userKey}. */
    public boolean endsBefore(Bytes userKey) {
        int order = largest.userKey().compareTo(userKey);
        return order < 0 || (order == 0 && largestExcluded());
    }

    /** Whether a user key inside could lie in {@code range}. */
    public boolean overlaps(KeyRange range) {
        Bytes from = range.from();
        Bytes to = range.to();
        return (from == null || !endsBefore(from))
                && (to == null || smallest.userKey().compareTo(to) < 0);
    }

    /** Whether some user key lies inside both. */
    public boolean overlaps(KeyBounds other) {
        return !endsBefore(other.smallest.userKey()) && !other.endsBefore(smallest.userKey());
    }

    /** Whether every user key of {@code other} lies inside. */
    public boolean holds(KeyBounds other) {
        int order = largest.userKey().compareTo(other.largest.userKey());
        return smallest.userKey().compareTo(other.smallest.userKey()) <= 0
                && (order > 0 || (order == 0 && (!largestExcluded() || other.largestExcluded())));
    }

    /** The bounds of both together. */
    public KeyBounds and(KeyBounds other) {
        return new KeyBounds(
                smallest.compareTo(other.smallest) <= 0 ? smallest : other.smallest,
                largest.compareTo(other.largest) >= 0 ? largest : other.largest);
    }

    @Override
    public String toString() {
        return "[" + smallest + ", " + largest + (largestExcluded() ? ")" : "]");
    }
}
