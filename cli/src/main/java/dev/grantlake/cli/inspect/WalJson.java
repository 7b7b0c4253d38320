package dev.grantlake.cli.inspect;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.inspect.LogVisitor;
import dev.grantlake.lsm.record.ChunkFormat;
import dev.grantlake.lsm.record.LogChunk;
import dev.grantlake.lsm.record.LogRecord;
import dev.grantlake.lsm.record.LogTail;
import dev.grantlake.lsm.wal.Batch;
import dev.grantlake.lsm.wal.BatchOperation;
import dev.grantlake.store.StoreException;
import dev.grantlake.vfs.Vfs;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;

/**
 * The write-ahead logs of a database directory as JSON lines: one object for each record, and behind them one for the
 * log itself. Keys and values are hexadecimal.
 */
public final class WalJson implements LogVisitor {

    /** Writes, and may fail at it as streams do. */
    @FunctionalInterface
    private interface Writing {
        void run() throws IOException;
    }

    private final ShownLog shown;
    private final JsonGenerator out;

    private WalJson(ShownLog shown, JsonGenerator out) {
        this.shown = shown;
        this.out = out;
    }

    /**
     * Writes the live logs, or one that is named; see {@link WalText#lines}.
     *
     * @throws StoreException of kind {@code NOT_FOUND} if there is no log of this name
     */
    public static void write(Vfs vfs, @Nullable String name, JsonGenerator out) {
        for (ShownLog shown : ShownLog.of(vfs, name)) {
            WalJson json = new WalJson(shown, out);
            if (shown.whole()) {
                shown.visit(vfs, json);
            } else {
                write(json::writeName);
            }
        }
    }

    @Override
    public void batch(LogRecord record, Batch batch) {
        write(() -> {
            out.writeStartObject();
            writeChunks(record);
            out.writeNumberField("count", batch.count());
            out.writeStringField("file", shown.log().name());
            out.writeNumberField("first_sequence", batch.sequence());
            out.writeNumberField("length", record.payload().length());
            out.writeNumberField("offset", record.offset());
            out.writeArrayFieldStart("operations");
        });
    }

    @Override
    public void operation(BatchOperation operation) {
        write(() -> {
            out.writeStartObject();
            out.writeStringField("key", operation.key().toHex());
            out.writeStringField("kind", operation.kind().toString());
            out.writeNumberField("offset", operation.where().offset());
            if (operation.counted()) {
                out.writeNumberField("sequence", operation.sequence());
            }
            out.writeStringField("value", operation.value().toHex());
            out.writeEndObject();
        });
    }

    @Override
    public void endOfBatch(@Nullable StorageException problem) {
        write(() -> {
            out.writeEndArray();
            if (problem != null) {
                out.writeStringField("problem", String.valueOf(problem.getMessage()));
            }
            endLine();
        });
    }

    @Override
    public void noBatch(LogRecord record, StorageException problem) {
        write(() -> {
            out.writeStartObject();
            writeChunks(record);
            out.writeStringField("file", shown.log().name());
            out.writeNumberField("length", record.payload().length());
            out.writeNumberField("offset", record.offset());
            out.writeStringField("problem", String.valueOf(problem.getMessage()));
            endLine();
        });
    }

    @Override
    public void endOfLog(long orphans, long firstOrphan, long end, @Nullable LogTail tail) {
        write(() -> {
            out.writeStartObject();
            out.writeNumberField("end", tail == null ? end : tail.where().offset());
            out.writeStringField("file", shown.log().name());
            out.writeBooleanField("live", shown.live());
            if (orphans > 0) {
                out.writeObjectFieldStart("orphans");
                out.writeNumberField("chunks", orphans);
                out.writeNumberField("offset", firstOrphan);
                out.writeEndObject();
            }
            out.writeNumberField("size", shown.size());
            if (tail != null) {
                out.writeObjectFieldStart("unread");
                out.writeStringField("cause", lowerCase(tail.cause()));
                out.writeStringField("detail", tail.detail());
                out.writeNumberField("length", tail.length());
                out.writeEndObject();
            }
            endLine();
        });
    }

    private void writeName() throws IOException {
        out.writeStartObject();
        out.writeStringField("file", shown.log().name());
        out.writeBooleanField("live", shown.live());
        out.writeNumberField("size", shown.size());
        endLine();
    }

    private void writeChunks(LogRecord record) throws IOException {
        out.writeArrayFieldStart("chunks");
        for (LogChunk chunk : record.chunks()) {
            out.writeStartObject();
            out.writeStringField("format", lowerCase(chunk.format()));
            out.writeNumberField("offset", chunk.offset());
            out.writeStringField("role", lowerCase(chunk.role()));
            if (chunk.format() == ChunkFormat.SYNC) {
                out.writeStringField("synced_to", Long.toUnsignedString(chunk.syncOffset()));
            }
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private void endLine() throws IOException {
        out.writeEndObject();
        out.writeRaw('\n');
    }

    private static void write(Writing writing) {
        try {
            writing.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String lowerCase(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
