package dev.grantlake.lsm.key;

/**
 * The 64-bit tail of an internal key: {@code sequence number << 8 | kind}. A static kit for primitives, since every
 * entry of every table carries one. Trailers compare unsigned; the greater one is the newer version.
 */
public final class Trailer {

    /** The greatest sequence number, kept for sentinels. */
    public static final long MAX_SEQUENCE = (1L << 56) - 1;

    private Trailer() {}

    public static long of(long sequence, KeyKind kind) {
        return sequence << 8 | kind.code();
    }

    /** The sequence number, 0 to {@link #MAX_SEQUENCE}. */
    public static long sequence(long trailer) {
        return trailer >>> 8;
    }

    /** The code of the kind, 0 to 255; not every code is a {@link KeyKind}. */
    public static int kindCode(long trailer) {
        return (int) (trailer & 0xff);
    }

    /** The same kind under another sequence number. */
    public static long withSequence(long trailer, long sequence) {
        return sequence << 8 | (trailer & 0xff);
    }

    /** Whether a bound with this trailer excludes its user key: the end of a range deletion or range key. */
    public static boolean isExclusiveSentinel(long trailer) {
        int kind = kindCode(trailer);
        return sequence(trailer) == MAX_SEQUENCE
                && (kind == KeyKind.RANGE_DELETE.code()
                        || kind == KeyKind.RANGE_KEY_DELETE.code()
                        || kind == KeyKind.RANGE_KEY_UNSET.code()
                        || kind == KeyKind.RANGE_KEY_SET.code());
    }
}
