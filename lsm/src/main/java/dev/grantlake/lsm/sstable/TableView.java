package dev.grantlake.lsm.sstable;

import dev.grantlake.base.Bytes;
import dev.grantlake.lsm.key.Trailer;
import org.jspecify.annotations.Nullable;

/**
 * How a version of the database sees a table: which user keys of it, and under which sequence number. A virtual table
 * is a view of its backing table; an ingested table is seen under the number that ingestion gave it.
 *
 * @param smallest the least user key seen, or null for no bound
 * @param largest the greatest user key seen, or null for no bound
 * @param largestExclusive whether {@code largest} itself is left out
 * @param sequenceOverride the sequence number of every key, whatever the table stores; 0 for the stored ones
 */
public record TableView(
        @Nullable Bytes smallest, @Nullable Bytes largest, boolean largestExclusive, long sequenceOverride) {

    /** Every key under its stored sequence number. */
    public static final TableView WHOLE = new TableView(null, null, false, 0);

    public TableView {
        if (sequenceOverride < 0 || sequenceOverride > Trailer.MAX_SEQUENCE) {
            throw new IllegalArgumentException("sequenceOverride " + sequenceOverride);
        }
    }

    /** Every key under one sequence number, or under the stored ones if it is 0. */
    public static TableView withSequence(long sequence) {
        return new TableView(null, null, false, sequence);
    }

    /** The first user key behind the greatest seen, or null for no bound. */
    public @Nullable Bytes behind() {
        return largest == null || largestExclusive ? largest : largest.plus(Bytes.wrap(new byte[1]));
    }

    /** A trailer as this view shows it. */
    long see(long trailer) {
        return sequenceOverride == 0 ? trailer : Trailer.withSequence(trailer, sequenceOverride);
    }

    /** Whether {@code userKey} lies below the least key seen. */
    boolean startsAbove(Bytes userKey) {
        return smallest != null && userKey.compareTo(smallest) < 0;
    }

    /** Whether {@code userKey} lies above the greatest key seen. */
    boolean endsBelow(Bytes userKey) {
        if (largest == null) {
            return false;
        }
        int order = userKey.compareTo(largest);
        return order > 0 || (order == 0 && largestExclusive);
    }
}
