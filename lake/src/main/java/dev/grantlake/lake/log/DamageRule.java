package dev.grantlake.lake.log;

/** What a replay does about damage. A torn tail is none: it is cut under every rule. */
public enum DamageRule {
    /** Fails, and leaves all as it is. */
    REFUSE,
    /** Takes what comes before the damage, and moves all the rest aside, into files {@code ….log.damaged}. */
    SALVAGE_PREFIX
}
