package dev.grantlake.lake.directory;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.kv.Cursor;
import dev.grantlake.lake.dataset.RowAddress;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;

/**
 * Keys by the directory, values by the block. Nothing is read before somebody asks for a value; who goes on asking in
 * one direction gets longer reads, up to 64 Ki rows or 4 MiB, which pass the cache by.
 */
final class DirectoryCursor implements Cursor {

    private static final int GROWTH = 4;

    private final EntryCursor entries;
    /** Null for a cursor over keys only. */
    private final @Nullable BlockReader blocks;
    /** What was read last of each fragment. */
    private final Map<Integer, Window> windows = new HashMap<>();

    private final ByteView value = new ByteView();
    /** The entry whose value is shown. */
    private long shown = DirectoryEntry.ABSENT;

    DirectoryCursor(EntryCursor entries, @Nullable BlockReader blocks) {
        this.entries = entries;
        this.blocks = blocks;
    }

    @Override
    public boolean first() {
        return entries.first();
    }

    @Override
    public boolean last() {
        return entries.last();
    }

    @Override
    public boolean seekGe(Bytes key) {
        return entries.seekGe(key);
    }

    @Override
    public boolean seekLt(Bytes key) {
        return entries.seekLt(key);
    }

    @Override
    public boolean next() {
        return entries.next();
    }

    @Override
    public boolean prev() {
        return entries.prev();
    }

    @Override
    public boolean valid() {
        return entries.valid();
    }

    @Override
    public ByteView key() {
        return entries.key();
    }

    @Override
    public ByteView value() {
        if (blocks != null && shown != entries.entry()) {
            shown = entries.entry();
            show(blocks, RowAddress.fragment(shown), RowAddress.offset(shown));
        }
        return value;
    }

    private void show(BlockReader reader, int fragment, int offset) {
        Window window = windows.get(fragment);
        if (window == null || !window.contains(offset)) {
            window = window == null ? reader.block(shown) : further(reader, fragment, offset, window);
            windows.put(fragment, window);
        }
        window.values().show(offset - window.from(), value);
    }

    /** A longer read where the walk goes on nearby, a block where it has jumped. */
    private Window further(BlockReader reader, int fragment, int offset, Window last) {
        int rows = Math.min(reader.scanRows(fragment), last.values().count() * GROWTH);
        if (offset >= last.to() && offset - last.to() < rows) {
            return reader.window(fragment, offset, rows);
        }
        if (offset < last.from() && last.from() - offset <= rows) {
            int from = Math.max(0, offset + 1 - rows);
            return reader.window(fragment, from, offset + 1 - from);
        }
        return reader.block(shown);
    }

    @Override
    public void close() {
        windows.clear();
    }
}
