package dev.grantlake.lsm.commit;

/** Is told when writes have to wait for flushes or compactions, and when they go on. Called without a lock. */
public interface StallListener {

    /** Writes wait; {@code reason} says for what. */
    void began(String reason);

    /** Nobody waits any more. */
    void ended();
}
