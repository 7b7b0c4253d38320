package dev.grantlake.c1z;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.vfs.NewFile;
import org.jspecify.annotations.Nullable;

/**
 * Where the payload of a new container grows while the length of the head before it is not known. Its first bytes are
 * held in memory: if they are all, they go behind the head when it is known. If not, room for the head is left free and
 * everything is written behind it. A head that the room does not suit has the payload moved, within the file and in
 * small pieces; so every head can be written, and a bad guess costs time only. Belongs to one thread.
 *
 * <p>The first failure spoils the area: what is in the file is not known then, and nothing more is written to it.
 */
final class PayloadArea {

    /** Held before the file is begun; a container up to this size has no gap. */
    static final int HELD_BYTES = 1 << 20;

    private static final int PIECE_BYTES = 1 << 20;
    private static final long NOT_BEGUN = -1;

    private final NewFile file;
    private final int headRoom;
    private final ByteSink held = new ByteSink();
    private long base = NOT_BEGUN;
    private long size;
    private @Nullable Throwable failure;

    PayloadArea(NewFile file, int headRoom) {
        this.file = file;
        this.headRoom = headRoom;
    }

    String description() {
        return file.description();
    }

    /** Bytes of the payload so far. */
    long size() {
        return size;
    }

    void append(Bytes bytes) {
        append(bytes.array(), bytes.offset(), bytes.length());
    }

    void append(byte[] array, int offset, int length) {
        guard(() -> {
            if (base == NOT_BEGUN && size + length > HELD_BYTES) {
                base = (long) EnvelopeHead.PREFIX_LENGTH + headRoom;
                file.write(base, held.array(), 0, held.size());
                held.clear();
            }
            if (base == NOT_BEGUN) {
                held.writeBytes(array, offset, length);
            } else {
                file.write(base + size, array, offset, length);
            }
            size += length;
        });
    }

    /** Forgets what was appended from {@code to} on; the next bytes take its place. Touches no file. */
    void truncate(long to) {
        if (base == NOT_BEGUN) {
            held.truncate((int) to);
        }
        size = to;
    }

    /**
     * Puts the payload behind a head with a manifest of this length.
     *
     * @param gap whether there may be room between the two
     * @return where the payload begins, in bytes from the start of the file
     */
    long place(int manifestLength, boolean gap) {
        guard(() -> {
            long behind = (long) EnvelopeHead.PREFIX_LENGTH + manifestLength;
            if (base == NOT_BEGUN) {
                file.write(behind, held.array(), 0, held.size());
                base = behind;
            } else if (gap ? behind > base : behind != base) {
                move(behind);
            }
        });
        return base;
    }

    /** Runs a step of the writing; if it fails, so does everything after it. */
    void guard(Runnable step) {
        requireSound();
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            failure = e;
            throw e;
        }
    }

    /** Refuses to go on after a failure. */
    void requireSound() {
        if (failure != null) {
            throw new StorageException(
                    StorageException.Kind.FAILED_PRECONDITION,
                    Location.of(description(), "payload"),
                    "writing it has failed before",
                    failure);
        }
    }

    private void move(long to) {
        for (long done = 0; done < size; done += PIECE_BYTES) {
            int length = (int) Math.min(PIECE_BYTES, size - done);
            // From the end that is not written over by the other pieces.
            long piece = to < base ? done : size - done - length;
            file.write(to + piece, file.read(base + piece, length));
        }
        base = to;
    }
}
