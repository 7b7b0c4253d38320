package dev.grantlake.pebble.bulk;

import dev.grantlake.base.Bytes;

/**
 * Goes through the grants of a cursor, some at a time, all of one entitlement, and finds their principals together.
 * Starts before the first; belongs to one thread.
 */
final class GrantWindow {

    private final PackedCursor grants;
    private final int principalBits;
    private final SortedIds principalIds;

    private final int[] principals = new int[IdWindow.MAX_SIZE];
    private final int[] times = new int[IdWindow.MAX_SIZE];
    private final Bytes[] remainders = new Bytes[IdWindow.MAX_SIZE];
    private final IdWindow ids = new IdWindow();

    /** Whether the cursor stands on a grant that is still to come. */
    private boolean more;

    private int entitlement;
    private int size;

    /**
     * A window before the first grants.
     *
     * @param grants by the rank of their entitlement and then of their principal, packed; not yet moved
     * @param principalBits how many of the low bits are the principal's
     */
    GrantWindow(PackedCursor grants, int principalBits, SortedIds principalIds) {
        this.grants = grants;
        this.principalBits = principalBits;
        this.principalIds = principalIds;
        this.more = grants.next();
    }

    /** Moves to the next grants; false at the end. */
    boolean next() {
        if (!more) {
            return false;
        }
        entitlement = (int) (grants.key() >>> principalBits);
        size = 0;
        do {
            principals[size] = (int) (grants.key() & ((1L << principalBits) - 1));
            times[size] = grants.time();
            remainders[size] = remainder();
            size++;
            more = grants.next();
        } while (more && size < IdWindow.MAX_SIZE && (int) (grants.key() >>> principalBits) == entitlement);
        principalIds.get(principals, size, ids);
        return true;
    }

    /** How many grants are in the window. */
    int size() {
        return size;
    }

    /** The rank of the entitlement of all of them. */
    int entitlement() {
        return entitlement;
    }

    /** The rank of the principal of one of them. */
    int principal(int row) {
        return principals[row];
    }

    /** The components of that principal. */
    Bytes principalId(int row) {
        return ids.get(row);
    }

    /** The number of the instant when it was discovered. */
    int time(int row) {
        return times[row];
    }

    /** The remainder of its record; empty for an ordinary grant. */
    Bytes remainder(int row) {
        return remainders[row];
    }

    private Bytes remainder() {
        int length = grants.remainderLength();
        return length == 0 ? Bytes.EMPTY : Bytes.copyOf(grants.remainderArray(), grants.remainderOffset(), length);
    }
}
