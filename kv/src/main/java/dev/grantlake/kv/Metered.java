package dev.grantlake.kv;

/** The ability to say in numbers what was done. */
public interface Metered {

    /** The numbers of this moment; also of a closed store. */
    StoreMetrics metrics();
}
