package dev.grantlake.lsm.cursor;

import dev.grantlake.base.Location;
import dev.grantlake.kv.Merger;

import static java.util.Objects.requireNonNull;

/**
 * What all reads of one database have in common.
 *
 * @param merger joins merge operands
 * @param maxMergedBytes what merge operands of one key may come to together
 * @param where the database, for errors
 */
public record ReadRules(Merger merger, int maxMergedBytes, Location where) {

    public ReadRules {
        requireNonNull(merger, "merger");
        requireNonNull(where, "where");
    }
}
