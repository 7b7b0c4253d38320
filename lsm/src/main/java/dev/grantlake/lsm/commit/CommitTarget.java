package dev.grantlake.lsm.commit;

import dev.grantlake.lsm.memtable.Memtable;
import org.jspecify.annotations.Nullable;

/** Where commits take effect: the memtables of a database. Called with the commit lock held. */
public interface CommitTarget {

    /** The memtable that batches are applied to. */
    Memtable memtable();

    /** Lets reads that begin from now on see everything with a smaller sequence number. */
    void publish(long visibleBelow);

    /** Puts a fresh memtable above the present one, which nobody adds to any more. */
    void rotate(Memtable fresh, long logNumber);

    /** Why the present memtable cannot be put aside now, so that writes have to wait; null if it can. */
    @Nullable
    String obstacle();

    /** Has the work begun again, if it failed, that writes are about to wait for. Returns at once. */
    void urge();

    /** Throws what has failed, if that work has: then writes do not wait for it. */
    void requireProgress();
}
