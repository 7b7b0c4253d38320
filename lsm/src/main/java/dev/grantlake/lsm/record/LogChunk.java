package dev.grantlake.lsm.record;

import dev.grantlake.base.Bytes;

/**
 * One chunk of a log: a record or a part of one. A chunk never crosses the border of a block of {@link LogBlock#SIZE}
 * bytes. All integers are little-endian.
 *
 * <pre>
 * offset | size | field        | meaning
 *      0 |    4 | checksum     | masked CRC-32C from the type to the end of the payload
 *      4 |    2 | length       | bytes of payload
 *      6 |    1 | type         | format and role: 1 to 4 legacy, 5 to 8 recyclable, 9 to 12 sync; full, first, middle, last
 *      7 |    4 | log number   | low half of the file's number; recyclable and sync only
 *     11 |    8 | sync offset  | the file was synced up to here when this was made; sync only
 *      … |    … | payload      |
 * </pre>
 *
 * <p>For example {@code a1 17 77 4a 20 00 01} is the header of a full legacy chunk of 32 bytes. See
 * {@code docs/formats/pebble-directory.md}, "Log framing".
 *
 * @param offset where the header begins, in bytes from the start of the file
 * @param logNumber 0 in a legacy chunk
 * @param syncOffset 0 unless the format is {@link ChunkFormat#SYNC}; unsigned
 * @param payload a view of the block
 */
public record LogChunk(long offset, ChunkFormat format, ChunkRole role, int logNumber, long syncOffset, Bytes payload) {

    /** Whether the chunk can belong to the log with this number: legacy chunks do not say. */
    public boolean belongsTo(long number) {
        return format == ChunkFormat.LEGACY || logNumber == (int) number;
    }

    /** Bytes on disk, header included. */
    public int size() {
        return format.headerBytes() + payload.length();
    }
}
