package dev.grantlake.lsm.record;

/** What is made of a log that does not end cleanly. Whatever is dropped is reported. */
public enum Strictness {
    /** Nothing may be missing: any unclean end is an error. */
    STRICT,
    /** A torn tail, which a crash leaves, is dropped; damage, behind which the log provably went on, is an error. */
    DAMAGE_IS_AN_ERROR,
    /** Everything before the first damage is read; for looking at broken directories. */
    SALVAGE
}
