package dev.grantlake.lance;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;
import org.lance.file.LanceFileReader;
import org.lance.util.Range;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** A data file that is open for reading until the last of its holders lets go. Thread-safe. */
final class OpenDataFile {

    private final BufferAllocator allocator;
    private final LanceFileReader reader;
    private final Set<String> columns;
    private final AtomicInteger holders = new AtomicInteger(1);

    private OpenDataFile(BufferAllocator allocator, LanceFileReader reader, Set<String> columns) {
        this.allocator = allocator;
        this.reader = reader;
        this.columns = columns;
    }

    /** Opens the file at {@code path} and takes over {@code allocator}; the first holder is the caller. */
    @SuppressWarnings("try") // closing may be interrupted, which the caller translates with all else
    static OpenDataFile open(String path, BufferAllocator allocator) throws Exception {
        @Nullable LanceFileReader reader = null;
        try {
            reader = LanceFileReader.open(path, allocator);
            Set<String> columns =
                    reader.schema().getFields().stream().map(Field::getName).collect(Collectors.toSet());
            return new OpenDataFile(allocator, reader, columns);
        } catch (Exception e) {
            try (allocator;
                    @Nullable LanceFileReader opened = reader) {
                throw e;
            }
        }
    }

    /** Names of the columns that it has. */
    Set<String> columns() {
        return columns;
    }

    /** Rows from {@code from} on; the caller holds the file until it has closed what this returns. */
    ArrowReader read(List<String> columns, int from, int count) throws IOException {
        return reader.readAll(columns, List.of(Range.of(from, from + count)), count);
    }

    /** One more holder, by leave of one that there is. */
    void retain() {
        holders.incrementAndGet();
    }

    @SuppressWarnings("try") // as above
    void release() throws Exception {
        if (holders.decrementAndGet() == 0) {
            try (allocator;
                    reader) {
                return;
            }
        }
    }
}
