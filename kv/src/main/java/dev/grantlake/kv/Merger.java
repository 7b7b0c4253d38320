package dev.grantlake.kv;

import dev.grantlake.base.Bytes;

/**
 * How {@link WriteKind#MERGE} joins values. A store may join as early or as late as it likes and any neighbours first,
 * so the function is associative, and depends on nothing but what it is given. Thread-safe.
 */
@FunctionalInterface
public interface Merger {

    /** Writes the newer value behind the older one. */
    Merger CONCATENATION = (key, older, newer) -> older.plus(newer);

    /**
     * One value for two of the same key. Where there is no older one, because the key is absent, the store takes the
     * newer as it is and does not ask. An exception fails the commit, of which nothing happens.
     */
    Bytes merge(Bytes key, Bytes older, Bytes newer);
}
