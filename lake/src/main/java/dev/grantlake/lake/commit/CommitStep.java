package dev.grantlake.lake.commit;

/** How far a group of commits has come. */
public enum CommitStep {
    /** It has been taken from the queue. */
    GROUPED,
    /** It has its numbers, and the log has it. */
    LOGGED,
    /** The log is forced, if one of the group asked for that. */
    FORCED,
    /** It is in the memtable, and nobody sees it yet. */
    APPLIED,
    /** Whoever begins to read sees it. */
    PUBLISHED;

    /** Is told of each step by the thread that took it, which holds the commit lock. For tests. */
    @FunctionalInterface
    public interface Watch {

        /** Does nothing. */
        Watch NONE = step -> {};

        void reached(CommitStep step);
    }
}
