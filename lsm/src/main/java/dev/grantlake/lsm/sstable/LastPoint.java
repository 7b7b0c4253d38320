package dev.grantlake.lsm.sstable;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.key.InternalKey;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.sstable.block.PendingPoint;

import java.util.Arrays;

/** The point that a writer added last, and how the next one stands to it. Belongs to one thread. */
final class LastPoint {

    private static final long SEPARATOR_TRAILER = Trailer.of(Trailer.MAX_SEQUENCE, KeyKind.SEPARATOR);

    /** What Pebble takes for the trailer where there is no key: an invalid kind, at sequence number 0. */
    private static final long NO_TRAILER = 0xbf;

    private byte[] key = new byte[64];
    private int length;
    private long trailer = NO_TRAILER;
    private boolean obsolete;
    private boolean any;

    /**
     * Fills in what {@code next} has in common with this point.
     *
     * @param lowestLevel whether a deletion has nothing left to hide
     * @throws StorageException of kind {@code INVALID_ARGUMENT} if it does not come after this point
     */
    void relate(PendingPoint next, boolean lowestLevel) {
        if (!any) {
            next.shared = 0;
            next.sameKey = false;
            next.setOfSameKey = false;
            // Even of a deletion in the lowest level; so does Pebble.
            next.obsolete = false;
            return;
        }
        int kind = Trailer.kindCode(next.trailer);
        boolean gone = lowestLevel && isDeletion(kind);
        byte[] array = next.key;
        int from = next.keyOffset;
        int nextLength = next.keyLength;
        int mismatch = Arrays.mismatch(key, 0, length, array, from, from + nextLength);
        boolean same = mismatch < 0;
        int shared = same ? length : mismatch;
        boolean follows = same
                ? Long.compareUnsigned(next.trailer, trailer) < 0
                : shared == length || (shared < nextLength && (array[from + shared] & 0xff) > (key[shared] & 0xff));
        if (!follows) {
            throw new StorageException(
                    StorageException.Kind.INVALID_ARGUMENT,
                    "points out of order: "
                            + new InternalKey(Bytes.copyOf(array, from, nextLength), next.trailer)
                            + " after " + internalKey());
        }
        int lastKind = Trailer.kindCode(trailer);
        next.shared = shared;
        next.sameKey = same;
        next.setOfSameKey = same && kind == KeyKind.SET.code() && lastKind == KeyKind.SET.code();
        // Operands for a merge stay visible until something ends them.
        next.obsolete = gone || (same && (obsolete || lastKind != KeyKind.MERGE.code()));
    }

    /** Takes {@code point} for the last one, by copy. */
    void become(PendingPoint point) {
        if (point.keyLength > key.length) {
            key = new byte[Math.max(point.keyLength, 2 * key.length)];
        }
        System.arraycopy(point.key, point.keyOffset, key, 0, point.keyLength);
        length = point.keyLength;
        trailer = point.trailer;
        obsolete = point.obsolete;
        any = true;
    }

    /** A copy. */
    InternalKey internalKey() {
        return new InternalKey(Bytes.copyOf(key, 0, length), trailer);
    }

    /**
     * A short key that is not below this one and below {@code next}, which comes after it. Where none is shorter, this
     * one itself.
     */
    InternalKey separatorFrom(PendingPoint next) {
        int shared = next.shared;
        if (shared == length || shared == next.keyLength) {
            return internalKey();
        }
        int above = next.key[next.keyOffset + shared] & 0xff;
        if (shared < next.keyLength - 1 || (key[shared] & 0xff) + 1 < above) {
            return incremented(shared);
        }
        return firstIncrementable(shared + 1);
    }

    /** A short key that is not below this one; where none is shorter, this one itself. */
    InternalKey successor() {
        return firstIncrementable(0);
    }

    private InternalKey firstIncrementable(int from) {
        for (int i = from; i < length; i++) {
            if (key[i] != (byte) 0xff) {
                return incremented(i);
            }
        }
        return internalKey();
    }

    private InternalKey incremented(int index) {
        byte[] result = Arrays.copyOf(key, index + 1);
        result[index]++;
        return new InternalKey(Bytes.wrap(result), SEPARATOR_TRAILER);
    }

    static boolean isDeletion(int kind) {
        return kind == KeyKind.DELETE.code()
                || kind == KeyKind.SINGLE_DELETE.code()
                || kind == KeyKind.DELETE_SIZED.code();
    }
}
