package dev.grantlake.lsm.bulk;

/**
 * Says which keys belong together: those with the same prefix. Tables preferably end between groups, and so do data
 * blocks where groups are large. Must be a function of the key alone; called by several threads.
 */
@FunctionalInterface
public interface KeyGroups {

    /** Every key is a group by itself. */
    KeyGroups NONE = (array, offset, length) -> length;

    /**
     * How many of a key's first bytes name its group.
     *
     * @param array holds the key, from {@code offset} on for {@code length} bytes; read only
     * @return 0 to {@code length}
     */
    int prefixLength(byte[] array, int offset, int length);
}
