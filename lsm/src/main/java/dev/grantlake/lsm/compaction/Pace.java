package dev.grantlake.lsm.compaction;

/**
 * What a rewrite asks before it goes on, every some hundred kilobytes: it may let the rewrite wait, for bandwidth or
 * until a pause ends, and it may end it. Called by the thread that rewrites, without a lock.
 */
@FunctionalInterface
public interface Pace {

    /** As fast as it goes. */
    Pace UNHINDERED = bytes -> {};

    /**
     * Says that about so many bytes of keys and values were read since the last call.
     *
     * @throws java.util.concurrent.CancellationException to end the rewrite, of which nothing remains then
     */
    void spend(long bytes);
}
