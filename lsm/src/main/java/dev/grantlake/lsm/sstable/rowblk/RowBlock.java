package dev.grantlake.lsm.sstable.rowblk;

import dev.grantlake.base.ByteReader;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;

import java.util.Arrays;

/**
 * A forward walk over the entries of a row block. Format: {@code docs/formats/sstable.md}, "Row blocks":
 *
 * <pre>
 * entry*    varint shared, varint unshared, varint value length, unshared key bytes, value bytes
 * 4·n       offsets of the entries that share nothing (restarts), little-endian; n ≥ 1, the first is 0
 * 4         n
 * </pre>
 *
 * A key is the first {@code shared} bytes of the key before and then the unshared bytes. Belongs to one thread.
 */
final class RowBlock {

    private static final int RESTART_BYTES = 4;

    private final ByteReader entries;

    private byte[] key = new byte[64];
    private int keyLength;
    private int shared;
    private Bytes value = Bytes.EMPTY;

    /** Stands before the first entry of {@code block}, which lies at {@code where}. */
    RowBlock(Bytes block, Location where) {
        if (block.length() < 2 * RESTART_BYTES) {
            throw StorageException.corrupt(where, "a row block of at least 8 bytes", block.length() + " bytes");
        }
        int countPosition = block.length() - RESTART_BYTES;
        int restarts = new ByteReader(block.from(countPosition), where).readIntLe();
        if (restarts < 1 || restarts > countPosition / RESTART_BYTES) {
            throw StorageException.corrupt(
                    where,
                    "between 1 and " + countPosition / RESTART_BYTES + " restarts",
                    Integer.toUnsignedString(restarts));
        }
        entries = new ByteReader(block.slice(0, countPosition - RESTART_BYTES * restarts), where);
    }

    /** Moves to the next entry; false behind the last. */
    boolean next() {
        if (entries.atEnd()) {
            return false;
        }
        shared = entries.readVarint31("a shared key length", keyLength);
        int unshared = entries.readVarint31("a key length", entries.remaining());
        int valueLength = entries.readVarint31("a value length", entries.remaining());
        Bytes rest = entries.readBytes(unshared, "the bytes of a key");
        // Sharing lets a block repeat a long key at three bytes an entry; one key at a time is held, so memory stays
        // within the block's length.
        if (shared + unshared > key.length) {
            key = Arrays.copyOf(key, Math.max(shared + unshared, 2 * key.length));
        }
        System.arraycopy(rest.array(), rest.offset(), key, shared, unshared);
        keyLength = shared + unshared;
        value = entries.readBytes(valueLength, "the bytes of a value");
        return true;
    }

    /** Position in the block behind the present entry. */
    int position() {
        return entries.position();
    }

    /** How many bytes of its key the present entry takes from the one before. */
    int shared() {
        return shared;
    }

    /** A copy of the present entry's key. */
    Bytes key() {
        return Bytes.copyOf(key, 0, keyLength);
    }

    /** The present entry's value, sharing the block's array. */
    Bytes value() {
        return value;
    }
}
