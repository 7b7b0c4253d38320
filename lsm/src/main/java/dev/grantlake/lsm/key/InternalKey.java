package dev.grantlake.lsm.key;

import dev.grantlake.base.ByteReader;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;

/**
 * A user key and its trailer. On disk: the user key, then the trailer as 8 bytes little-endian. Ordered by user key
 * ascending, then by trailer descending, so that the newest version comes first.
 */
public record InternalKey(Bytes userKey, long trailer) implements Comparable<InternalKey> {

    /** Bytes of a trailer on disk. */
    public static final int TRAILER_BYTES = 8;

    /** Splits the on-disk form. */
    public static InternalKey decode(Bytes encoded, Location where) {
        if (encoded.length() < TRAILER_BYTES) {
            throw StorageException.corrupt(where, "an internal key of at least 8 bytes", encoded.length() + " bytes");
        }
        int split = encoded.length() - TRAILER_BYTES;
        return new InternalKey(
                encoded.slice(0, split), new ByteReader(encoded.from(split), where.plus(split)).readLongLe());
    }

    public long sequence() {
        return Trailer.sequence(trailer);
    }

    @Override
    public int compareTo(InternalKey other) {
        int order = userKey.compareTo(other.userKey);
        return order != 0 ? order : Long.compareUnsigned(other.trailer, trailer);
    }

    /** For example {@code 0304…#12,SET}. */
    @Override
    public String toString() {
        KeyKind kind = KeyKind.ofCode(Trailer.kindCode(trailer));
        return userKey + "#" + sequence() + "," + (kind == null ? Trailer.kindCode(trailer) : kind);
    }
}
