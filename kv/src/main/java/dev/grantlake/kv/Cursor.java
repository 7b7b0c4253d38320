package dev.grantlake.kv;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;

/**
 * A position in a stable view of a key range, movable both ways. It starts nowhere; every move says whether it stands
 * on an entry afterwards. Belongs to one thread; closed by whoever opened it.
 *
 * <p>Keys lie in unsigned byte order and each is shown once, with the value that is visible. Moving past an end leaves
 * the cursor invalid; from there {@link #next} and {@link #prev} stay invalid, the other four moves work.
 */
public interface Cursor extends AutoCloseable {

    /** Moves to the first entry of the range. */
    boolean first();

    /** Moves to the last entry of the range. */
    boolean last();

    /** Moves to the first entry whose key is at least {@code key}; a key below the range means its start. */
    boolean seekGe(Bytes key);

    /** Moves to the last entry whose key is less than {@code key}; a key above the range means its end. */
    boolean seekLt(Bytes key);

    boolean next();

    boolean prev();

    boolean valid();

    /** The key of the present entry, valid until the next move. Only while {@link #valid()}. */
    ByteView key();

    /** The value of the present entry, valid until the next move. Only while {@link #valid()}. */
    ByteView value();

    /** Releases what the view holds; a second call does nothing. */
    @Override
    void close();
}
