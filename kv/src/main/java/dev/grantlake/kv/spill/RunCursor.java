package dev.grantlake.kv.spill;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import org.jspecify.annotations.Nullable;

/** A position in a range of a {@link SortedRun}: a block and an entry in it. */
final class RunCursor implements Cursor {

    private final SortedRun run;
    private final KeyRange range;
    private final ByteView key = new ByteView();
    private final ByteView value = new ByteView();
    private @Nullable RunBlock block;
    private int entry;
    private boolean closed;

    RunCursor(SortedRun run, KeyRange range) {
        this.run = run;
        this.range = range;
    }

    @Override
    public boolean first() {
        return seekGe(range.from() == null ? Bytes.EMPTY : range.from());
    }

    @Override
    public boolean last() {
        return range.to() == null ? show(run.blocks() - 1, Integer.MAX_VALUE) : seekLt(range.to());
    }

    @Override
    public boolean seekGe(Bytes target) {
        Bytes start = range.startAt(target);
        int index = Math.max(0, run.blockOf(start));
        return index < run.blocks() ? show(index, run.block(index).lowerBound(start)) : nowhere();
    }

    @Override
    public boolean seekLt(Bytes target) {
        Bytes end = range.endAt(target);
        int index = run.blockOf(end);
        return index < 0 ? nowhere() : show(index, run.block(index).lowerBound(end) - 1);
    }

    @Override
    public boolean next() {
        return block != null && show(block.index(), entry + 1);
    }

    @Override
    public boolean prev() {
        return block != null && show(block.index(), entry - 1);
    }

    /** Moves to an entry of a block; one before its first is the last of the block before, and the other way round. */
    private boolean show(int index, int wanted) {
        requireOpen();
        if (wanted < 0) {
            return index == 0 ? nowhere() : show(index - 1, Integer.MAX_VALUE);
        }
        if (index < 0) {
            return nowhere();
        }
        RunBlock found = run.block(index);
        if (wanted >= found.size() && wanted != Integer.MAX_VALUE) {
            return index + 1 < run.blocks() ? show(index + 1, 0) : nowhere();
        }
        block = found;
        entry = Math.min(wanted, found.size() - 1);
        Bytes shown = found.key(entry);
        if (!range.contains(shown)) {
            return nowhere();
        }
        Bytes content = found.value(entry);
        key.show(shown);
        value.show(content);
        return true;
    }

    private boolean nowhere() {
        requireOpen();
        block = null;
        return false;
    }

    @Override
    public boolean valid() {
        return block != null;
    }

    @Override
    public ByteView key() {
        return key;
    }

    @Override
    public ByteView value() {
        return value;
    }

    private void requireOpen() {
        if (closed) {
            throw new StorageException(StorageException.Kind.CLOSED, "the cursor is closed");
        }
    }

    @Override
    public void close() {
        closed = true;
        block = null;
    }
}
