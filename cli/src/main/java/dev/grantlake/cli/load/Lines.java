package dev.grantlake.cli.load;

import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;

import java.util.Arrays;

/** The lines of a source, one at a time, as bytes. Empty lines are passed over. Belongs to one thread. */
final class Lines {

    /** The longest line: an asset of some 90 MiB is in it as base64. */
    static final int MAX_BYTES = 128 << 20;

    private static final int CHUNK_BYTES = 1 << 16;

    private final Source source;
    private final int maxBytes;
    private final byte[] chunk = new byte[CHUNK_BYTES];
    private int position;
    private int limit;

    private byte[] line = new byte[1 << 12];
    private int length;
    private long number;

    Lines(Source source, int maxBytes) {
        this.source = source;
        this.maxBytes = maxBytes;
    }

    /** Goes to the next line that is not empty; false at the end. */
    boolean next() {
        do {
            if (!readLine()) {
                return false;
            }
            number++;
        } while (length == 0);
        return true;
    }

    /** The bytes of the present line, from 0 to {@link #length}; the next line overwrites them. */
    byte[] bytes() {
        return line;
    }

    int length() {
        return length;
    }

    /** The number of the present line, from 1 on. */
    long number() {
        return number;
    }

    /** Where the present line lies. */
    Location where() {
        return where(number);
    }

    /** Where a line lies. */
    Location where(long line) {
        return Location.of(source.name(), "line " + line);
    }

    private boolean readLine() {
        length = 0;
        boolean any = false;
        while (true) {
            if (position == limit) {
                limit = Math.max(0, source.read(chunk));
                position = 0;
                if (limit == 0) {
                    endLine();
                    return any;
                }
            }
            any = true;
            int end = position;
            while (end < limit && chunk[end] != '\n') {
                end++;
            }
            append(end - position);
            position = end;
            if (end < limit) {
                position++;
                endLine();
                return true;
            }
        }
    }

    private void endLine() {
        if (length > 0 && line[length - 1] == '\r') {
            length--;
        }
    }

    private void append(int count) {
        if (count > maxBytes - length) {
            throw StorageException.limit(where(number + 1), "longer than " + maxBytes + " bytes, which is the limit");
        }
        if (length + count > line.length) {
            line = Arrays.copyOf(line, (int) Math.min(maxBytes, Math.max(length + count, 2L * line.length)));
        }
        System.arraycopy(chunk, position, line, length, count);
        length += count;
    }
}
