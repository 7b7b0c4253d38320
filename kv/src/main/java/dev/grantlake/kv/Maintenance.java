package dev.grantlake.kv;

/**
 * Work on how a store keeps its entries that it would otherwise do in its own time. Nothing of it changes what is read.
 * Fails with {@code CLOSED} on a closed store.
 */
public interface Maintenance {

    /**
     * Brings everything committed before the call into the form in which it stays. Where there is a disk, that is in
     * tables that the manifest names, all of it forced, and no log is needed for it any more; a store in memory keeps
     * its entries in one form only.
     */
    void flush();

    /**
     * Rids {@code range} of what older versions and deletions take, as far as no open cursor or snapshot needs them.
     * What was committed before the call is flushed first, if it touches the range.
     */
    void compact(KeyRange range);
}
