package dev.grantlake.lsm.manifest;

import dev.grantlake.base.Bytes;

/**
 * One tagged field of a version edit. A record of the manifest is a run of these, in any order, and takes effect as a
 * whole.
 *
 * <pre>
 * tag            | fields (uvarint unless said otherwise)
 *   1 Comparer        | bytes name
 *   2 LogNumber       | number
 *   3 NextFileNumber  | number
 *   4 LastSequence    | sequence number
 *   5 CompactPointer  | level, bytes key
 *   6 DeletedTable    | level, table number
 *   7 NewTable        | level, number, size, bytes smallest, bytes largest
 *   9 PreviousLog     | number
 * 100 NewTable        | as 7, smallest and largest sequence number
 * 102 NewTable        | as 100 with a path id before the size
 * 103 NewTable        | as 100, custom fields
 * 104 NewTable        | level, number, size, byte marker, [point bounds], range key bounds, sequence numbers, custom fields
 * 105 CreatedBacking  | file number, size
 * 106 RemovedBacking  | file number
 * 107 NewBlobFile     | blob file, file number, size, value size, creation time
 * 108 DeletedBlobFile | blob file, file number
 * </pre>
 *
 * See {@code docs/formats/pebble-directory.md}, "Manifest".
 */
public sealed interface ManifestEdit {

    /** Names the order of keys. */
    record Comparer(String name) implements ManifestEdit {}

    /** Logs below this number hold nothing that the tables do not. */
    record LogNumber(long number) implements ManifestEdit {}

    /** No file has this number or a higher one yet; a lower bound. */
    record NextFileNumber(long number) implements ManifestEdit {}

    /** No key in any table has a higher sequence number. */
    record LastSequence(long sequence) implements ManifestEdit {}

    /** Where the next compaction of a level would begin; of no effect since long. */
    record CompactPointer(int level, Bytes key) implements ManifestEdit {}

    /** A field of LevelDB's of no effect. */
    record PreviousLog(long number) implements ManifestEdit {}

    /** Removes a table from a level. */
    record DeletedTable(int level, long number) implements ManifestEdit {}

    /**
     * Adds a table to a level.
     *
     * @param tag which of the five encodings it was read from
     */
    record NewTable(int tag, int level, TableMetadata table) implements ManifestEdit {

        /** A table as {@link ManifestWriter} encodes it. */
        public static NewTable of(int level, TableMetadata table) {
            return new NewTable(ManifestEncoder.tagOf(table), level, table);
        }
    }

    /** A file that virtual tables show ranges of; {@code size} is exact, in bytes. */
    record CreatedBacking(long fileNumber, long size) implements ManifestEdit {}

    /** A backing that no table shows any more. */
    record RemovedBacking(long fileNumber) implements ManifestEdit {}

    /** A file of values kept apart from their keys. */
    record NewBlobFile(long blobFile, long fileNumber, long size, long valueSize, long creationTime)
            implements ManifestEdit {}

    /** A file of values that no table refers to any more. */
    record DeletedBlobFile(long blobFile, long fileNumber) implements ManifestEdit {}
}
