package dev.grantlake.lsm.cursor;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;

/**
 * A position among internal keys: every version of every user key, newest version of a key first. Deletions are entries
 * like others; range deletions are not shown. Seeks go by user key. Belongs to one thread.
 *
 * <p>Like {@link dev.grantlake.kv.Cursor} it starts nowhere, and moving past an end leaves it invalid.
 */
public interface InternalCursor extends AutoCloseable {

    boolean first();

    boolean last();

    /** Moves to the first entry (the newest version) whose user key is at least {@code userKey}. */
    boolean seekGe(Bytes userKey);

    /** Moves to the last entry (the oldest version) whose user key is less than {@code userKey}. */
    boolean seekLt(Bytes userKey);

    boolean next();

    /** Moves to the next entry that has another user key: past all older versions of the present one. */
    boolean nextKey();

    boolean prev();

    boolean valid();

    /** The user key, without trailer; valid until the next move. */
    ByteView userKey();

    /** The trailer, with the sequence number that counts (a table's override applied) and without flag bits. */
    long trailer();

    /** The value, fetched from a value block if it lies in one; valid until the next move. */
    ByteView value();

    @Override
    void close();
}
