package dev.grantlake.lsm.cursor;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;

/** A copy of what a cursor showed, in memory that is used again and again. Belongs to one thread. */
public final class KeptBytes {

    private final ByteView view = new ByteView();
    private byte[] memory = new byte[64];

    /** Copies {@code bytes}, over what was kept before. */
    public void keep(ByteView bytes) {
        int length = bytes.length();
        if (length > memory.length) {
            memory = new byte[Math.max(length, (int) Math.min(Integer.MAX_VALUE - 8L, 2L * memory.length))];
        }
        System.arraycopy(bytes.array(), bytes.offset(), memory, 0, length);
        view.showScratch(memory, 0, length);
    }

    /** Shows {@code bytes}, which nobody changes any more, without copying. */
    public void keep(Bytes bytes) {
        view.show(bytes);
    }

    /** What is kept, until the next call of {@link #keep}. */
    public ByteView view() {
        return view;
    }

    public boolean equalTo(ByteView bytes) {
        return view.length() == bytes.length() && view.compareWith(bytes) == 0;
    }
}
