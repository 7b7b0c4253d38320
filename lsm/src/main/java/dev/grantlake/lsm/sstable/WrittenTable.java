package dev.grantlake.lsm.sstable;

import dev.grantlake.base.Bytes;
import dev.grantlake.lsm.key.KeyBounds;
import dev.grantlake.lsm.manifest.TableMetadata;
import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What a finished table holds, as a manifest has to state it.
 *
 * @param size bytes of the file
 * @param points bounds of points and range deletions, or null if there are none
 * @param rangeKeys bounds of range keys, or null if there are none
 * @param smallestSequence the least sequence number of any key, 0 in an empty table
 * @param largestSequence the greatest sequence number of any key, 0 in an empty table
 * @param properties what the table says of itself
 */
public record WrittenTable(
        long size,
        @Nullable KeyBounds points,
        @Nullable KeyBounds rangeKeys,
        long smallestSequence,
        long largestSequence,
        TableProperties properties) {

    /** Whether the table has no keys at all; then no manifest may name it. */
    public boolean isEmpty() {
        return points == null && rangeKeys == null;
    }

    /**
     * The manifest's entry of the table as a file of its own. Where all keys have one sequence number, readers take
     * that of the entry for all of them, which comes to the same.
     *
     * @param number of the file
     * @param creationTime seconds since 1970
     */
    public TableMetadata metadata(long number, long creationTime) {
        return new TableMetadata(
                number,
                size,
                points,
                rangeKeys,
                smallestSequence,
                largestSequence,
                creationTime,
                false,
                0,
                Bytes.EMPTY,
                Bytes.EMPTY,
                List.of());
    }
}
