package dev.grantlake.workload;

/** Records that a recipe makes. Immutable; each call of {@link #emit} makes the same ones anew. */
public interface Workload {

    /** The seed of all published measurements. */
    long PUBLISHED_SEED = 21;

    /** How many grants it has, each on a pair of entitlement and principal of its own. */
    int grants();

    /** Hands all records to {@code sink}: resource types, resources, entitlements, grants. */
    void emit(RecordSink sink);
}
