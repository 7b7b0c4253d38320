package dev.grantlake.ops.verify;

/** The invariants of ingestion that a file can still be held against, by the names that a verdict lists them with. */
enum Invariant {
    /** The resource of each grant's entitlement has a record. */
    I3("every resource that grants are of has a record", "grant"),
    /** Exclusion groups have one default, one resource type, and few members. */
    I5("exclusion groups are sound", "exclusion group"),
    /** The resource of each entitlement has a record. */
    I7("every resource that entitlements are of has a record", "entitlement"),
    /** The entitlement of each grant has a record. */
    I8("every entitlement that grants are of has a record", "grant"),
    /** The principal of each grant has a record. */
    I9("every principal has a record", "grant"),
    /** Every cursor that a connector had spawned came to its end. */
    I10("every spawned cursor was drained", "cursor");

    private final String claim;
    private final String noun;

    Invariant(String claim, String noun) {
        this.claim = claim;
        this.noun = noun;
    }

    /** What its violations are counted in. */
    String noun() {
        return noun;
    }

    /** What it says, for messages. */
    String claim() {
        return claim;
    }
}
