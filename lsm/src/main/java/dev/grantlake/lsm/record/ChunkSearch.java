package dev.grantlake.lsm.record;

import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.vfs.ReadableFile;
import org.jspecify.annotations.Nullable;

import java.util.function.Predicate;

/**
 * Finds the next sound chunk behind a place where a log cannot be read on: what proves that the log once went further.
 *
 * <p>Implementation note. The length of a damaged chunk cannot be trusted, so every offset is tried, in the block of
 * the damage and in all behind it; sound chunks that do not count (of another log, say) are stepped over whole. A chunk
 * is only summed if its type, length and header are possible, which is rare in real files; hostile ones could make
 * every offset possible and the search quadratic in the block, so the summed bytes are counted and limited.
 */
public final class ChunkSearch {

    /** Bytes summed for each byte of the file before the search gives up: far more than any real file needs. */
    private static final long EFFORT_PER_BYTE = 64;

    private static final long LEAST_EFFORT = 64L << 20;

    private final ReadableFile file;
    private final Predicate<LogChunk> wanted;
    private final long start;
    private long effortLeft;

    private ChunkSearch(ReadableFile file, long start, Predicate<LogChunk> wanted) {
        this.file = file;
        this.start = start;
        this.wanted = wanted;
        this.effortLeft = LEAST_EFFORT + EFFORT_PER_BYTE * (file.size() - start);
    }

    /**
     * The first sound chunk at or behind {@code from} that is {@code wanted}, or null.
     *
     * @throws StorageException of kind {@code LIMIT_EXCEEDED} if too many offsets look like chunks to tell
     */
    public static @Nullable LogChunk firstFrom(ReadableFile file, long from, Predicate<LogChunk> wanted) {
        return new ChunkSearch(file, from, wanted).run();
    }

    private @Nullable LogChunk run() {
        int position = (int) (start % LogBlock.SIZE);
        for (long offset = start - position; offset < file.size(); offset += LogBlock.SIZE) {
            LogBlock block = LogBlock.read(file, offset);
            // Room that was made ahead and not used: much of what lies behind the end of most logs.
            LogChunk found = block.zeroFrom(position) ? null : searchBlock(block, position);
            if (found != null) {
                return found;
            }
            position = 0;
        }
        return null;
    }

    private @Nullable LogChunk searchBlock(LogBlock block, int from) {
        int position = from;
        while (block.hasHeader(position)) {
            ChunkFormat format = ChunkFormat.ofType(block.type(position));
            if (format != null
                    && block.hasHeader(position, format)
                    && block.payloadFits(position, format)
                    && sums(block, position, format)) {
                LogChunk chunk = block.chunk(position, format);
                if (wanted.test(chunk)) {
                    return chunk;
                }
                position += chunk.size();
            } else {
                position++;
            }
        }
        return null;
    }

    private boolean sums(LogBlock block, int position, ChunkFormat format) {
        effortLeft -= block.payloadLength(position);
        if (effortLeft < 0) {
            throw StorageException.limit(
                    new Location(file.description(), start, "log"),
                    "cannot tell a torn tail from damage: too much behind it looks like chunks");
        }
        return block.checksumMatches(position, format);
    }
}
