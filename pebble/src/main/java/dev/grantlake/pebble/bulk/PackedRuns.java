package dev.grantlake.pebble.bulk;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.vfs.ScratchFile;
import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Sorted runs of packed numbers in a scratch file, and what goes with them. Belongs to one thread, which closes it.
 *
 * <table><caption>an entry; all numbers are varints</caption>
 * <tr><th>part</th><th>content</th></tr>
 * <tr><td>number</td><td>what it is more than the one before, doubled; plus 1 if more follows</td></tr>
 * <tr><td>more</td><td>number of the instant, length of the remainder, remainder</td></tr>
 * </table>
 *
 * <p>Without more, the instant is number 0 and there is no remainder. A run is a row of blocks of which each can be
 * read at once.
 */
final class PackedRuns implements AutoCloseable {

    private static final int BLOCK_BYTES = 1 << 15;

    private final Path folder;
    private final List<List<Extent>> runs = new ArrayList<>();
    private @Nullable ScratchFile file;

    private record Extent(long offset, int length) {}

    PackedRuns(Path folder) {
        this.folder = folder;
    }

    boolean isEmpty() {
        return runs.isEmpty();
    }

    /** Writes a run of all that {@code cursor} goes through. */
    void add(PackedCursor cursor) {
        List<Extent> blocks = new ArrayList<>();
        ByteSink block = new ByteSink(BLOCK_BYTES + BLOCK_BYTES / 4);
        long before = 0;
        while (cursor.next()) {
            int length = cursor.remainderLength();
            boolean more = length > 0 || cursor.time() != 0;
            block.writeVarint(((cursor.key() - before) << 1) | (more ? 1 : 0));
            if (more) {
                block.writeVarint(cursor.time());
                block.writeVarint(length);
                block.writeBytes(cursor.remainderArray(), cursor.remainderOffset(), length);
            }
            before = cursor.key();
            if (block.size() >= BLOCK_BYTES) {
                blocks.add(write(block));
            }
        }
        if (!block.isEmpty()) {
            blocks.add(write(block));
        }
        runs.add(blocks);
    }

    /** Goes through all runs as one; of equal numbers the one of the run that was added last stands. */
    PackedCursor cursor() {
        if (runs.size() == 1) {
            return new RunCursor(runs.get(0));
        }
        List<PackedCursor> cursors = new ArrayList<>();
        for (List<Extent> run : runs) {
            cursors.add(new RunCursor(run));
        }
        return new MergedCursor(cursors);
    }

    /** Bytes in the scratch file. */
    long bytes() {
        return file == null ? 0 : file.size();
    }

    @Override
    public void close() {
        if (file != null) {
            file.close();
            file = null;
        }
    }

    private Extent write(ByteSink block) {
        Extent extent = new Extent(open().append(Bytes.wrap(block.array(), 0, block.size())), block.size());
        block.clear();
        return extent;
    }

    private ScratchFile open() {
        if (file == null) {
            file = ScratchFile.create(folder);
        }
        return file;
    }

    /** Goes through one run, a block in memory at a time. */
    private final class RunCursor implements PackedCursor {

        private final List<Extent> blocks;
        private PackedReader reader = new PackedReader(Bytes.EMPTY);
        private int nextBlock;
        private long key;
        private int time;
        private int remainderOffset;
        private int remainderLength;

        RunCursor(List<Extent> blocks) {
            this.blocks = blocks;
        }

        @Override
        public boolean next() {
            if (!reader.hasMore()) {
                if (nextBlock == blocks.size()) {
                    return false;
                }
                Extent block = blocks.get(nextBlock++);
                reader = new PackedReader(open().read(block.offset(), block.length()));
            }
            long entry = reader.varint();
            key += entry >>> 1;
            time = 0;
            remainderLength = 0;
            if ((entry & 1) != 0) {
                time = (int) reader.varint();
                remainderLength = (int) reader.varint();
                remainderOffset = reader.position();
                reader.skip(remainderLength);
            }
            return true;
        }

        @Override
        public long key() {
            return key;
        }

        @Override
        public int time() {
            return time;
        }

        @Override
        public byte[] remainderArray() {
            return reader.array();
        }

        @Override
        public int remainderOffset() {
            return remainderOffset;
        }

        @Override
        public int remainderLength() {
            return remainderLength;
        }
    }
}
