package dev.grantlake.lsm.sstable.block;

/**
 * When a block is full: blocks stay within their target, unless that would cut them short. Source: Pebble's rule
 * without classes of allocation sizes.
 *
 * @param targetBytes the size that blocks should not pass
 * @param leastBytes below this a block takes another entry, whatever that makes of it
 */
public record FlushRule(int targetBytes, int leastBytes) {

    /** Blocks without end. */
    public static final FlushRule NEVER = new FlushRule(Integer.MAX_VALUE, Integer.MAX_VALUE);

    private static final int LEAST_PERCENT = 90;

    /** The rule for blocks of about {@code targetBytes}. */
    public static FlushRule of(int targetBytes) {
        return new FlushRule(targetBytes, (int) (((long) targetBytes * LEAST_PERCENT + 99) / 100));
    }

    /**
     * Whether a block with an entry at least is to end before the next one.
     *
     * @param before its size without the next entry, encoded
     * @param after its size with it
     */
    public boolean endsBefore(int before, int after) {
        return before >= leastBytes && before < after && after > targetBytes;
    }
}
