package dev.grantlake.pebble.bulk;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.vfs.ScratchFile;
import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows that come in order before their turn: kept as they come, and given back in the same order. Few of them stay in
 * memory, the others go to a scratch file. Belongs to one thread, which closes it.
 *
 * <p>Implementation note. Blocks of rows, each of them two lengths (varints), key, value.
 */
final class RowSpool implements AutoCloseable {

    private static final int BLOCK_BYTES = 1 << 18;

    private final Path folder;
    private final List<Extent> blocks = new ArrayList<>();
    private final ByteSink block = new ByteSink();
    private @Nullable ScratchFile file;

    private record Extent(long offset, int length) {}

    RowSpool(Path folder) {
        this.folder = folder;
    }

    /** Keeps a copy of a row. */
    void add(Bytes key, Bytes value) {
        block.writeLengthPrefixed(key).writeLengthPrefixed(value);
        if (block.size() >= BLOCK_BYTES) {
            Bytes full = Bytes.wrap(block.array(), 0, block.size());
            blocks.add(new Extent(open().append(full), full.length()));
            block.clear();
        }
    }

    /** Goes through the rows from the first one on; nothing can be added any more. */
    Reader reader() {
        return new Reader();
    }

    long spilledBytes() {
        return file == null ? 0 : file.size();
    }

    @Override
    public void close() {
        if (file != null) {
            file.close();
            file = null;
        }
    }

    private ScratchFile open() {
        if (file == null) {
            file = ScratchFile.create(folder);
        }
        return file;
    }

    /** Starts before the first row; key and value are views that may be kept. */
    final class Reader {

        private PackedReader present = new PackedReader(Bytes.EMPTY);
        private int nextBlock;
        private Bytes key = Bytes.EMPTY;
        private Bytes value = Bytes.EMPTY;

        boolean next() {
            if (!present.hasMore()) {
                if (nextBlock > blocks.size()) {
                    return false;
                }
                present = new PackedReader(nextBlock == blocks.size() ? block.toBytes() : read(blocks.get(nextBlock)));
                nextBlock++;
                if (!present.hasMore()) {
                    return false;
                }
            }
            key = part();
            value = part();
            return true;
        }

        Bytes key() {
            return key;
        }

        Bytes value() {
            return value;
        }

        private Bytes read(Extent extent) {
            return open().read(extent.offset(), extent.length());
        }

        private Bytes part() {
            int length = (int) present.varint();
            Bytes part = Bytes.wrap(present.array(), present.position(), length);
            present.skip(length);
            return part;
        }
    }
}
