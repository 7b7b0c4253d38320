package dev.grantlake.lsm.record;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;

import java.util.List;

/**
 * One record of a log, put together from its chunks.
 *
 * @param chunks the pieces it was cut into, at least one, in file order
 * @param payload a view of the block it lies in, or a fresh array if there was more than one chunk
 */
public record LogRecord(List<LogChunk> chunks, Bytes payload) {

    public LogRecord {
        chunks = List.copyOf(chunks);
    }

    /** Where its first chunk begins, in bytes from the start of the file. */
    public long offset() {
        return chunks.get(0).offset();
    }

    /**
     * Where a byte of the payload lies in the file; for one behind the payload, where the record ends.
     *
     * @param file the log as error messages name it
     * @param index from the start of the payload
     */
    public Location locate(String file, int index, String part) {
        int left = index;
        for (LogChunk chunk : chunks) {
            int length = chunk.payload().length();
            if (left < length || chunk.role().endsRecord()) {
                return new Location(file, chunk.offset() + chunk.format().headerBytes() + left, part);
            }
            left -= length;
        }
        throw new IllegalArgumentException("index " + index + " of a record without its end");
    }
}
