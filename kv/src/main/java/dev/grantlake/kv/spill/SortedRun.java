package dev.grantlake.kv.spill;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.kv.KeyValueReader;
import dev.grantlake.vfs.ScratchFile;
import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Sorted keys and values in a scratch file, written once and then read: a key-value store of which memory holds one key
 * in {@value #BLOCK_BYTES} bytes. Thread-safe.
 *
 * <p>Implementation note. The file is a row of {@link RunBlock}s. It is our own and lives no longer than this object,
 * so nothing in it is checked again.
 */
public final class SortedRun implements KeyValueReader {

    private static final int BLOCK_BYTES = 1 << 15;

    /** Blocks that are kept for the next question, together about two megabytes; a very large one is not. */
    private static final int KEPT_BLOCKS = 64;

    private static final int KEPT_BLOCK_MAX_BYTES = 4 * BLOCK_BYTES;

    private final AtomicReferenceArray<@Nullable RunBlock> kept = new AtomicReferenceArray<>(KEPT_BLOCKS);
    private final ScratchFile file;
    private final List<Bytes> firstKeys;
    private final List<Long> offsets;
    private volatile boolean closed;

    private SortedRun(ScratchFile file, List<Bytes> firstKeys, List<Long> offsets) {
        this.file = file;
        this.firstKeys = firstKeys;
        this.offsets = offsets;
    }

    /** Writes a run. Belongs to one thread; closed without {@link #finish}, it leaves nothing behind. */
    public static final class Writer implements AutoCloseable {

        private final ByteSink block = new ByteSink(BLOCK_BYTES);
        private final List<Bytes> firstKeys = new ArrayList<>();
        private final List<Long> offsets = new ArrayList<>();
        private @Nullable ScratchFile file;
        private @Nullable Bytes last;

        /** A run in a new file in {@code folder}. */
        public Writer(Path folder) {
            this.file = ScratchFile.create(folder);
        }

        /** Adds an entry; keys must ascend. */
        public void add(Bytes key, Bytes value) {
            if (last != null && last.compareTo(key) >= 0) {
                throw new IllegalArgumentException("key " + key + " behind key " + last);
            }
            last = key;
            if (block.isEmpty()) {
                firstKeys.add(Bytes.wrap(key.toArray()));
            }
            RunBlock.append(block, key, value);
            if (block.size() >= BLOCK_BYTES) {
                flush();
            }
        }

        /** The run of what was added, which the caller closes. */
        public SortedRun finish() {
            flush();
            ScratchFile written = open();
            offsets.add(written.size());
            file = null;
            return new SortedRun(written, List.copyOf(firstKeys), List.copyOf(offsets));
        }

        private void flush() {
            if (!block.isEmpty()) {
                offsets.add(open().append(block.toBytes()));
                block.clear();
            }
        }

        private ScratchFile open() {
            if (file == null) {
                throw new IllegalStateException("the run is finished");
            }
            return file;
        }

        @Override
        public void close() {
            if (file != null) {
                file.close();
                file = null;
            }
        }
    }

    @Override
    public @Nullable Bytes get(Bytes key) {
        requireOpen();
        int index = blockOf(key);
        if (index < 0) {
            return null;
        }
        RunBlock block = block(index);
        int entry = block.lowerBound(key);
        return entry < block.size() && block.key(entry).equals(key) ? block.value(entry) : null;
    }

    @Override
    public Cursor cursor(KeyRange range) {
        requireOpen();
        return new RunCursor(this, range);
    }

    /** Number of blocks. */
    int blocks() {
        return firstKeys.size();
    }

    /** The block in which {@code key} lies if it is there at all; -1 if it is less than every key. */
    int blockOf(Bytes key) {
        int low = 0;
        int high = firstKeys.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (firstKeys.get(middle).compareTo(key) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }

    RunBlock block(int index) {
        RunBlock known = kept.get(index % KEPT_BLOCKS);
        if (known != null && known.index() == index) {
            return known;
        }
        requireOpen();
        long start = offsets.get(index);
        int length = (int) (offsets.get(index + 1) - start);
        RunBlock block = new RunBlock(index, file.read(start, length));
        if (length <= KEPT_BLOCK_MAX_BYTES) {
            kept.set(index % KEPT_BLOCKS, block);
        }
        return block;
    }

    private void requireOpen() {
        if (closed) {
            throw new StorageException(StorageException.Kind.CLOSED, "the store is closed");
        }
    }

    @Override
    public void close() {
        closed = true;
        file.close();
    }
}
