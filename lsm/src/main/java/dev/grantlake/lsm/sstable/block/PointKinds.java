package dev.grantlake.lsm.sstable.block;

import dev.grantlake.lsm.key.KeyKind;

/** The kinds that an entry of a data block may have, as a set that costs a shift to ask. */
public final class PointKinds {

    private static final long BITS = bit(KeyKind.DELETE)
            | bit(KeyKind.SET)
            | bit(KeyKind.MERGE)
            | bit(KeyKind.SINGLE_DELETE)
            | bit(KeyKind.SET_WITH_DELETE)
            | bit(KeyKind.DELETE_SIZED);

    private PointKinds() {}

    /** Whether {@code trailer} carries a kind that points have. */
    public static boolean has(long trailer) {
        int code = (int) (trailer & 0xff);
        return code < Long.SIZE && (BITS >>> code & 1) != 0;
    }

    private static long bit(KeyKind kind) {
        return 1L << kind.code();
    }
}
