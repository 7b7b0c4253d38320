package dev.grantlake.lsm.compaction;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.directory.FileName;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.manifest.TableMetadata;
import dev.grantlake.lsm.sstable.SstableWriter;
import dev.grantlake.lsm.sstable.SstableWriterOptions;
import dev.grantlake.lsm.sstable.block.Span;
import dev.grantlake.vfs.BufferedSink;
import dev.grantlake.vfs.FileSink;
import dev.grantlake.vfs.ForcedSink;
import dev.grantlake.vfs.WritableVfs;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

import static java.util.Objects.requireNonNull;

/**
 * The tables that one rewrite makes, one after the other: none of them without a key, none that overlap, all of them
 * forced, and, unless the rewrite comes to its end, none of them left. Belongs to one thread.
 */
final class NewTables implements AutoCloseable {

    private static final int WRITE_BYTES = 256 << 10;

    private final WritableVfs directory;
    private final LongSupplier numbers;
    private final SstableWriterOptions options;
    private final long creationTime;
    private final Spans rangeDeletions;
    private final Spans rangeKeys;

    private final List<TableMetadata> finished = new ArrayList<>();
    private @Nullable SstableWriter writer;
    private long number;
    private long blockBytes;
    private long unfinishedBytes;
    private boolean kept;

    /**
     * No table yet.
     *
     * @param numbers gives every call a file number that nobody has
     * @param rangeDeletions what goes into these tables, beside the points, wherever they are cut
     */
    NewTables(
            WritableVfs directory,
            LongSupplier numbers,
            SstableWriterOptions options,
            long creationTime,
            Spans rangeDeletions,
            Spans rangeKeys) {
        this.directory = directory;
        this.numbers = numbers;
        this.options = options;
        this.creationTime = creationTime;
        this.rangeDeletions = rangeDeletions;
        this.rangeKeys = rangeKeys;
    }

    /** Whether a table has been begun and not ended. */
    boolean inTable() {
        return writer != null;
    }

    /** Bytes of the present table so far, those of the block that is being filled as they are before compression. */
    long tableBytes() {
        return blockBytes + unfinishedBytes;
    }

    void add(ByteView key, long trailer, ByteView value) {
        SstableWriter table = writer();
        table.add(key, trailer, value);
        long bytes = table.size();
        unfinishedBytes = (bytes == blockBytes ? unfinishedBytes : 0) + key.length() + value.length();
        blockBytes = bytes;
    }

    /**
     * Ends the present table; all keys before {@code border}, and no others, are in it and in those before.
     *
     * @param border the least user key of the next table; null lies behind all keys
     */
    void endTable(@Nullable Bytes border) {
        if (rangeDeletions.anyBefore(border)) {
            SstableWriter table = writer();
            for (Span span : rangeDeletions.takeBefore(border)) {
                table.addRangeDeletion(span.start(), span.end(), Trailer.sequence(span.trailer()));
            }
        }
        if (rangeKeys.anyBefore(border)) {
            SstableWriter table = writer();
            for (Span span : rangeKeys.takeBefore(border)) {
                table.addRangeKey(
                        span.start(),
                        span.end(),
                        Trailer.sequence(span.trailer()),
                        requireNonNull(KeyKind.ofCode(Trailer.kindCode(span.trailer()))),
                        span.suffix(),
                        span.value());
            }
        }
        SstableWriter ending = writer;
        if (ending != null) {
            finished.add(ending.finish().metadata(number, creationTime));
            writer = null;
            blockBytes = 0;
            unfinishedBytes = 0;
        }
    }

    /** The tables, in order; they stay. */
    List<TableMetadata> keep() {
        kept = true;
        return List.copyOf(finished);
    }

    /** Deletes all tables unless they are to stay. */
    @Override
    public void close() {
        if (kept) {
            return;
        }
        kept = true;
        RuntimeException failure = null;
        try {
            if (writer != null) {
                writer.close();
            }
        } catch (RuntimeException e) {
            failure = e;
        }
        for (TableMetadata table : finished) {
            try {
                directory.delete(table.fileName());
            } catch (StorageException e) {
                failure = failure == null ? e : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private SstableWriter writer() {
        SstableWriter present = writer;
        if (present == null) {
            number = numbers.getAsLong();
            FileSink file = new BufferedSink(new ForcedSink(directory, FileName.ofTable(number)), WRITE_BYTES);
            present = new SstableWriter(file, options);
            writer = present;
        }
        return present;
    }
}
