package dev.grantlake.lsm.sstable.block;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import org.jspecify.annotations.Nullable;

/**
 * A position among the entries of one data block. One object serves block after block: {@link #load} is cheap enough
 * for a point read and allocates nothing that grows with the block. Belongs to one thread.
 *
 * <p>Loading proves what every move relies on, and moves check the rest as they go, so that no block, whatever its
 * bytes, makes a move leave the block or go on for ever; it fails with a {@code StorageException} of kind
 * {@code CORRUPT} instead. That keys ascend within the block is relied on for meaning only, never for safety.
 */
public interface DataBlockCursor {

    /**
     * Takes up another block and stands nowhere in it.
     *
     * @param block the decoded block, kept until the next {@code load}
     * @param where the block's place in its table, for errors
     */
    void load(Bytes block, Location where);

    /** Lets go of the block; only {@link #load} is allowed afterwards. */
    void unload();

    /**
     * Shows from now on only the entries whose user keys lie within the bounds, as if the block had no others.
     *
     * @param smallest the least user key shown, or null for no bound
     * @param largest the greatest user key shown, or null for no bound
     * @param largestExclusive whether {@code largest} itself is left out
     */
    void restrict(@Nullable Bytes smallest, @Nullable Bytes largest, boolean largestExclusive);

    /**
     * Compares the user key of the block's first entry, restricted or not, with {@code userKey}; 0 if there is none.
     */
    int compareFirst(Bytes userKey);

    /** Compares the user key of the block's last entry, restricted or not, with {@code userKey}; 0 if there is none. */
    int compareLast(Bytes userKey);

    boolean first();

    boolean last();

    /** Moves to the first entry whose user key is at least {@code userKey}. */
    boolean seekGe(Bytes userKey);

    /** Moves to the last entry whose user key is less than {@code userKey}. */
    boolean seekLt(Bytes userKey);

    boolean next();

    /** Moves to the next entry that has another user key. */
    boolean nextKey();

    boolean prev();

    boolean valid();

    /** The user key, valid until the next move. */
    ByteView userKey();

    /** The trailer as stored, without flag bits; its kind is one that points may have. */
    long trailer();

    /** Whether the writer marked the entry as one that nobody sees any more. Reads do not go by it. */
    boolean isObsolete();

    /** The value as stored: the value itself, or a reference to it if {@link #valueIsExternal()}. */
    ByteView value();

    /** Whether {@link #value()} is a prefix byte and a handle instead of the value. */
    boolean valueIsExternal();
}
