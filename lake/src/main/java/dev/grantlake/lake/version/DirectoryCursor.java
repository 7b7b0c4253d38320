package dev.grantlake.lake.version;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.kv.Cursor;
import dev.grantlake.lake.block.BlockReader;
import dev.grantlake.lake.block.ScanWindows;
import dev.grantlake.lake.directory.DirectoryEntry;
import dev.grantlake.lake.directory.EntryCursor;
import org.jspecify.annotations.Nullable;

/** Keys by the directory, values by the block, see {@link ScanWindows}; nothing is read before somebody asks for it. */
final class DirectoryCursor implements Cursor {

    private final EntryCursor entries;
    /** Null for a cursor over keys only. */
    private final @Nullable ScanWindows values;

    private final ByteView value = new ByteView();
    /** The entry whose value is shown. */
    private long shown = DirectoryEntry.ABSENT;

    DirectoryCursor(EntryCursor entries, @Nullable BlockReader blocks) {
        this.entries = entries;
        this.values = blocks == null ? null : new ScanWindows(blocks);
    }

    @Override
    public boolean first() {
        jump();
        return entries.first();
    }

    @Override
    public boolean last() {
        jump();
        return entries.last();
    }

    @Override
    public boolean seekGe(Bytes key) {
        jump();
        return entries.seekGe(key);
    }

    @Override
    public boolean seekLt(Bytes key) {
        jump();
        return entries.seekLt(key);
    }

    private void jump() {
        if (values != null) {
            values.jump();
        }
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
        ScanWindows windows = values;
        if (windows != null && shown != entries.entry()) {
            shown = entries.entry();
            windows.show(shown, value);
        }
        return value;
    }

    @Override
    public void close() {
        entries.close();
        if (values != null) {
            values.close();
        }
    }
}
