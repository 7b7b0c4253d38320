package dev.grantlake.lsm.record;

import dev.grantlake.vfs.ReadableFile;
import org.jspecify.annotations.Nullable;

/**
 * Steps through the chunks of one log file in order and stops at the first that is not sound. Belongs to one thread;
 * does not close the file.
 *
 * <p>What counts as sound, and the padding and the trailer that are passed over, are Pebble's; see
 * {@code docs/formats/pebble-directory.md}, "Log framing".
 */
public final class ChunkReader {

    /** The header that a clean close writes behind the last record: recyclable, numbered one above its log. */
    private static final int TRAILER_BYTES = ChunkFormat.RECYCLABLE.headerBytes();

    private final ReadableFile file;
    private final long logNumber;
    private final boolean trailerEndsLog;

    private @Nullable LogBlock block;
    private long nextBlockOffset;
    private int position;
    private @Nullable LogEnd end;

    /**
     * A reader at the start of {@code file}.
     *
     * @param logNumber the number that chunks must carry, if they carry one
     * @param trailerEndsLog whether a header with the next higher number ends the log, as in write-ahead logs
     */
    public ChunkReader(ReadableFile file, long logNumber, boolean trailerEndsLog) {
        this.file = file;
        this.logNumber = logNumber;
        this.trailerEndsLog = trailerEndsLog;
    }

    /**
     * The next sound chunk, or null at the end, which {@link #end()} then describes.
     *
     * @param betweenRecords whether the log may end here
     */
    public @Nullable LogChunk next(boolean betweenRecords) {
        while (end == null) {
            LogBlock current = block;
            if (current != null && current.hasHeader(position)) {
                if (!skipPadding(current)) {
                    return read(current, betweenRecords);
                }
            } else if (current != null && !current.full() && position < current.length()) {
                stop(LogEnd.Kind.INVALID, (current.length() - position) + " bytes, too few for a chunk");
            } else if (nextBlockOffset < file.size()) {
                block = LogBlock.read(file, nextBlockOffset);
                nextBlockOffset += LogBlock.SIZE;
                position = 0;
            } else {
                stop(betweenRecords ? LogEnd.Kind.CLEAN : LogEnd.Kind.CUT, "");
            }
        }
        return null;
    }

    /** How the reading ended; only after {@link #next} has given null. */
    public LogEnd end() {
        if (end == null) {
            throw new IllegalStateException("not at the end of " + file.description());
        }
        return end;
    }

    /** Moves to the end of the block if only its padding is left: zeros, too few for the longest header. */
    private boolean skipPadding(LogBlock current) {
        int remaining = current.length() - position;
        if (!current.zeroHeader(position)
                || remaining >= ChunkFormat.SYNC.headerBytes()
                || (remaining >= TRAILER_BYTES && !current.zeroFrom(position))) {
            return false;
        }
        position = current.length();
        return true;
    }

    private @Nullable LogChunk read(LogBlock current, boolean betweenRecords) {
        if (current.zeroHeader(position)) {
            return stop(LogEnd.Kind.ZEROED, "zeros instead of a chunk");
        }
        int type = current.type(position);
        ChunkFormat format = ChunkFormat.ofType(type);
        if (format == null) {
            return stop(LogEnd.Kind.INVALID, "chunk type " + type);
        }
        if (!current.hasHeader(position, format)) {
            return stop(LogEnd.Kind.INVALID, "a chunk header that crosses the end of its block");
        }
        int number = current.logNumber(position, format);
        if (format != ChunkFormat.LEGACY && number != (int) logNumber) {
            return trailerEndsLog && betweenRecords && current.isTrailer(position, logNumber)
                    ? stop(LogEnd.Kind.CLEAN, "")
                    : stop(LogEnd.Kind.INVALID, "a chunk of log " + Integer.toUnsignedString(number));
        }
        if (!current.payloadFits(position, format)) {
            return stop(
                    LogEnd.Kind.INVALID,
                    "a chunk of " + current.payloadLength(position) + " bytes that crosses the end of its block");
        }
        if (!current.checksumMatches(position, format)) {
            return stop(LogEnd.Kind.INVALID, "a chunk with a wrong checksum");
        }
        LogChunk chunk = current.chunk(position, format);
        position += chunk.size();
        return chunk;
    }

    private @Nullable LogChunk stop(LogEnd.Kind kind, String detail) {
        long offset = block == null ? 0 : block.offsetOf(position);
        end = new LogEnd(kind, offset, offset, detail);
        return null;
    }
}
