package dev.grantlake.lake;

/**
 * What becomes of two transactions that write the same key, and neither has seen the other. A key that a put or a
 * condition has looked at is never written by both, whatever the mode.
 */
public enum ConflictMode {
    /** The second is refused. Applies to {@link Isolation#SNAPSHOT}. */
    FIRST_COMMITTER_WINS,
    /** The second overwrites what the first has written: for loading in bulk. */
    LAST_WRITER_WINS
}
