package dev.grantlake.kv;

/**
 * What is on disk when a commit returns. Commits are ordered, whatever their durability: after a crash a store shows
 * the effect of some number of its first commits, each of them whole, and of none behind. A store without a disk keeps
 * nothing beyond the process; there both mean the same.
 */
public enum Durability {
    /** This batch and all that were committed before it, of either kind, are written and forced. */
    SYNC,
    /** Perhaps nothing of the batch: it is forced together with the next {@link #SYNC}, or lost as part of the end. */
    BUFFERED
}
