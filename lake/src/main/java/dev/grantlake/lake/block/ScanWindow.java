package dev.grantlake.lake.block;

import dev.grantlake.base.ByteView;
import dev.grantlake.lake.dataset.RowAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where a scan stands in one fragment, and what was read there last: a block by way of the cache to begin with and
 * after each jump, then, for as long as the scan goes on nearby in either direction, reads that are four times as long
 * as the one before, up to 64 Ki rows or 4 MiB, and pass the cache by. Belongs to one thread.
 */
public final class ScanWindow {

    private static final int GROWTH = 4;

    private final BlockReader blocks;
    private final int fragment;
    private @Nullable Window last;

    public ScanWindow(BlockReader blocks, int fragment) {
        this.blocks = blocks;
        this.fragment = fragment;
    }

    /** Shows what the column has at {@code offset}, for as long as anybody likes. */
    public void show(int offset, ByteView view) {
        Window window = last;
        if (window == null || !window.contains(offset)) {
            window = window == null ? block(offset) : further(offset, window);
            last = window;
        }
        window.strings().show(offset - window.from(), view);
    }

    private Window block(int offset) {
        return blocks.block(RowAddress.of(fragment, offset));
    }

    private Window further(int offset, Window before) {
        int rows = Math.min(blocks.scanRows(fragment), before.strings().count() * GROWTH);
        if (offset >= before.to() && offset - before.to() < rows) {
            return blocks.window(fragment, offset, rows);
        }
        if (offset < before.from() && before.from() - offset <= rows) {
            int from = Math.max(0, offset + 1 - rows);
            return blocks.window(fragment, from, offset + 1 - from);
        }
        return block(offset);
    }
}
