package dev.grantlake.lake.version;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.kv.Cursor;
import dev.grantlake.lake.block.BlockReader;
import dev.grantlake.lake.block.ScanWindow;
import dev.grantlake.lake.dataset.RowAddress;
import dev.grantlake.lake.directory.DirectoryEntry;
import dev.grantlake.lake.directory.EntryCursor;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;

/** Keys by the directory, values by the block, see {@link ScanWindow}; nothing is read before somebody asks for it. */
final class DirectoryCursor implements Cursor {

    private final EntryCursor entries;
    /** Null for a cursor over keys only. */
    private final @Nullable BlockReader blocks;
    /** What was read last, by fragment. */
    private final Map<Integer, ScanWindow> windows = new HashMap<>();

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
        BlockReader reader = blocks;
        if (reader != null && shown != entries.entry()) {
            shown = entries.entry();
            windows.computeIfAbsent(RowAddress.fragment(shown), fragment -> new ScanWindow(reader, fragment))
                    .show(RowAddress.offset(shown), value);
        }
        return value;
    }

    @Override
    public void close() {
        windows.clear();
    }
}
