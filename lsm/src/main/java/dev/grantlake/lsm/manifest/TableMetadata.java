package dev.grantlake.lsm.manifest;

import dev.grantlake.base.Bytes;
import dev.grantlake.lsm.directory.FileName;
import dev.grantlake.lsm.key.KeyBounds;
import org.jspecify.annotations.Nullable;

import java.util.List;

import static java.util.Objects.requireNonNull;

/**
 * What the manifest states about one table. A <em>physical</em> table is a file of its own number; a <em>virtual</em>
 * one shows a range of a file that others may show ranges of too, its backing. Bounds are trusted: a key outside of
 * them is not found.
 *
 * @param number the table's number, and its file's if it is physical
 * @param size bytes: of the file exactly, or of a virtual table's share, estimated
 * @param points bounds of point keys and range deletions, or null if there are none
 * @param rangeKeys bounds of range keys, or null if there are none
 * @param smallestSequence least sequence number of any key
 * @param largestSequence greatest sequence number of any key
 * @param creationTime seconds since 1970, or 0 if not stated
 * @param markedForCompaction whether a rewrite was asked for
 * @param backing the number of the file of a virtual table, or 0 if the table is physical
 * @param syntheticPrefix what readers put before every key; empty for none
 * @param syntheticSuffix what readers put behind every key; empty for none
 * @param blobReferences files that hold values of this table
 */
public record TableMetadata(
        long number,
        long size,
        @Nullable KeyBounds points,
        @Nullable KeyBounds rangeKeys,
        long smallestSequence,
        long largestSequence,
        long creationTime,
        boolean markedForCompaction,
        long backing,
        Bytes syntheticPrefix,
        Bytes syntheticSuffix,
        List<BlobReference> blobReferences) {

    /**
     * A file that holds values of a table.
     *
     * @param blobFile the id of the blob file
     * @param valueSize bytes of values that the table keeps there
     */
    public record BlobReference(long blobFile, long valueSize) {}

    public TableMetadata {
        blobReferences = List.copyOf(blobReferences);
        if (points == null && rangeKeys == null) {
            throw new IllegalArgumentException("table " + number + " without bounds");
        }
    }

    public boolean virtual() {
        return backing != 0;
    }

    /** The number of the file that holds the table. */
    public long fileNumber() {
        return virtual() ? backing : number;
    }

    /** The name of the file that holds the table. */
    public String fileName() {
        return FileName.ofTable(fileNumber());
    }

    /** The bounds of all keys, points and ranges. */
    public KeyBounds bounds() {
        KeyBounds some = points;
        if (some == null) {
            return requireNonNull(rangeKeys);
        }
        return rangeKeys == null ? some : some.and(rangeKeys);
    }

    /**
     * The sequence number that every key of the table reads as, or 0 if each has its own: tables taken in from outside
     * carry 0 in their keys and their real number only in the manifest.
     */
    public long sequenceOverride() {
        return smallestSequence == largestSequence ? smallestSequence : 0;
    }

    /** For example {@code 000008 [6b…#1112,SET, 6b…#1112,SET] (virtual, in 000005)}. */
    @Override
    public String toString() {
        return FileName.padded(number) + " " + bounds()
                + (virtual() ? " (virtual, in " + FileName.padded(backing) + ")" : "");
    }
}
