package dev.grantlake.vfs;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;

import java.util.function.Consumer;

/** A file that is being written into memory, up to {@link ByteSink#MAX_SIZE} bytes. Belongs to one thread. */
public final class MemorySink implements FileSink {

    private enum State {
        OPEN,
        FINISHED,
        CLOSED
    }

    private final String description;
    private final Consumer<Bytes> whenFinished;
    private ByteSink content = new ByteSink();
    private State state = State.OPEN;

    /** An empty file, which error messages call {@code description}. */
    public MemorySink(String description) {
        this(description, content -> {});
    }

    MemorySink(String description, Consumer<Bytes> whenFinished) {
        this.description = description;
        this.whenFinished = whenFinished;
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public long size() {
        return content.size();
    }

    @Override
    public void write(byte[] array, int offset, int length) {
        requireOpen();
        if (length > ByteSink.MAX_SIZE - content.size()) {
            throw StorageException.limit(
                    new Location(description, content.size(), "file in memory"),
                    length + " bytes more, at most " + ByteSink.MAX_SIZE + " are possible");
        }
        content.writeBytes(array, offset, length);
    }

    @Override
    public void finish() {
        requireOpen();
        state = State.FINISHED;
        whenFinished.accept(content());
    }

    /** The whole file, without copying it; only after {@link #finish}, and whether closed since or not. */
    public Bytes content() {
        if (state != State.FINISHED) {
            throw new IllegalStateException(description + " is not finished");
        }
        return Bytes.wrap(content.array(), 0, content.size());
    }

    @Override
    public void close() {
        if (state == State.OPEN) {
            state = State.CLOSED;
            content = new ByteSink(0);
        }
    }

    private void requireOpen() {
        if (state != State.OPEN) {
            throw FileNames.closed(description, "file");
        }
    }
}
