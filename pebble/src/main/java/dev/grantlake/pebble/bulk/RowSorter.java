package dev.grantlake.pebble.bulk;

import dev.grantlake.base.BigEndian;
import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.spill.SpillingSorter;
import dev.grantlake.records.encode.RowBuffer;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Sorts rows by key; of several with one key the one that was added last stands. For what is put far more seldom than
 * grants. Belongs to one thread at a time, which closes it.
 */
final class RowSorter implements AutoCloseable {

    private final Path folder;
    private final SpillingSorter sorter;
    private long added;

    /** Takes rows in the order of their keys, each key once. */
    @FunctionalInterface
    interface Taker {
        void take(ByteSink key, ByteSink value);
    }

    /**
     * A sorter without rows.
     *
     * @param folder where rows go that do not fit in memory
     * @param memoryBytes what rows may take of it
     */
    RowSorter(Path folder, long memoryBytes) {
        this.folder = folder;
        this.sorter = new SpillingSorter(folder, memoryBytes);
    }

    /** Adds a row, which is copied. */
    void add(RowBuffer row) {
        add(row.key(), row.value());
    }

    /** Adds a row, which is copied. */
    void add(ByteSink key, ByteSink value) {
        // Pairs with one key are sorted by value, so with the number of the row before it the last comes last.
        byte[] numbered = new byte[Long.BYTES + value.size()];
        BigEndian.putLong(numbered, 0, added++);
        System.arraycopy(value.array(), 0, numbered, Long.BYTES, value.size());
        sorter.add(key.toArray(), numbered);
    }

    /** Hands over all rows; the sorter is empty afterwards. */
    void drainTo(Taker taker) {
        LastOfEach last = new LastOfEach(taker);
        try {
            sorter.drainTo(last);
        } catch (IOException e) {
            throw StorageException.io(Location.of(folder.toString(), "scratch file"), "read", e);
        }
        last.flush();
    }

    long spilledBytes() {
        return sorter.spilledBytes();
    }

    @Override
    public void close() {
        sorter.close();
    }

    /** Lets a pair through when the next one has another key. */
    private static final class LastOfEach implements SpillingSorter.Taker {

        private final Taker taker;
        private final ByteSink keySink = new ByteSink();
        private final ByteSink valueSink = new ByteSink();
        private byte @Nullable [] key;
        private byte @Nullable [] value;

        LastOfEach(Taker taker) {
            this.taker = taker;
        }

        @Override
        public void take(byte[] nextKey, byte[] nextValue) {
            if (key != null && !Arrays.equals(key, nextKey)) {
                flush();
            }
            key = nextKey;
            value = nextValue;
        }

        void flush() {
            if (key != null && value != null) {
                keySink.clear().writeBytes(key);
                valueSink.clear().writeBytes(value, Long.BYTES, value.length - Long.BYTES);
                // An asset is large enough to matter while it is handed on.
                value = null;
                taker.take(keySink, valueSink);
            }
        }
    }
}
