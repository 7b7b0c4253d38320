package dev.grantlake.lake;

/** When a commit returns. */
public enum WriteMode {
    /** When the log has it. The table gets it later, with others. */
    LOGGED,
    /** When a version of the table has it, too: for whoever needs each commit to be seen by other tools. */
    SYNCHRONOUS
}
