package dev.grantlake.pebble.bulk;

import dev.grantlake.base.ByteSink;

/**
 * The last grants that were put, on their way into the log: their principals are looked up together, since one by one
 * that would be most of what a grant costs here. Belongs to one thread at a time.
 */
final class PendingGrants {

    private static final int MAX_SIZE = 64;

    private final IdTable principals;
    private final GrantLog log;

    private final int[] entitlements = new int[MAX_SIZE];
    private final int[] times = new int[MAX_SIZE];
    private final ByteSink ids = new ByteSink();
    private final int[] idEnds = new int[MAX_SIZE];
    private final ByteSink remainders = new ByteSink();
    private final int[] remainderEnds = new int[MAX_SIZE];
    private final int[] numbers = new int[MAX_SIZE];
    private int size;

    /** None so far; they go to {@code log}, under numbers of {@code principals}. */
    PendingGrants(IdTable principals, GrantLog log) {
        this.principals = principals;
        this.log = log;
    }

    /** Adds a grant; both arrays are the caller's again when this returns. */
    void add(int entitlement, byte[] principal, int offset, int length, int time, ByteSink remainder) {
        entitlements[size] = entitlement;
        times[size] = time;
        idEnds[size] = ids.writeBytes(principal, offset, length).size();
        remainderEnds[size] = remainders.writeBytes(remainder).size();
        size++;
        if (size == MAX_SIZE) {
            settle();
        }
    }

    /** Puts all of them into the log. */
    void settle() {
        principals.intern(ids.array(), idEnds, size, numbers);
        for (int row = 0, start = 0; row < size; start = remainderEnds[row++]) {
            int length = remainderEnds[row] - start;
            log.add(entitlements[row], numbers[row], times[row], remainders.array(), start, length);
        }
        size = 0;
        ids.clear();
        remainders.clear();
    }
}
