package dev.grantlake.lsm.wal;

import dev.grantlake.base.Location;

/**
 * Sound pieces of a log that replay passes over because Pebble does.
 *
 * @param first where the first of them lies
 * @param count how many there are in this file
 * @param reason why
 */
public record SkippedRecords(Location first, long count, Reason reason) {

    /** Why something was passed over. */
    public enum Reason {
        /**
         * Batches with a sequence number not above the one before: so does a record come a second time when its log
         * went on in another file.
         */
        REPEATED,
        /** Chunks that continue a record which nothing began. */
        ORPHANED
    }

    /** What was passed over, and how much of it. */
    public String detail() {
        return switch (reason) {
            case REPEATED -> count + " batches that are not newer than the one before them";
            case ORPHANED -> count + " chunks of records without a beginning";
        };
    }

    @Override
    public String toString() {
        return first + ": " + detail();
    }
}
