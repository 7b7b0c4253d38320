package dev.grantlake.lsm.ingest;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.kv.Cursor;

/** Ascending keys with large values, but for one key that comes a second time. */
final class UnorderedCursor implements Cursor {

    private final int count;
    private final int repeated;
    private final ByteView key = new ByteView();
    private final ByteView value = new ByteView();
    private int position = -1;

    UnorderedCursor(int count, int repeated) {
        this.count = count;
        this.repeated = repeated;
    }

    @Override
    public boolean first() {
        position = 0;
        return valid();
    }

    @Override
    public boolean next() {
        position++;
        return valid();
    }

    @Override
    public boolean valid() {
        return position >= 0 && position < count;
    }

    @Override
    public ByteView key() {
        int shown = position == repeated ? position - 1 : position;
        key.showStable(new byte[] {(byte) (shown + 1)}, 0, 1);
        return key;
    }

    @Override
    public ByteView value() {
        value.showStable(new byte[400], 0, 400);
        return value;
    }

    @Override
    public boolean last() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean seekGe(Bytes key) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean seekLt(Bytes key) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean prev() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
