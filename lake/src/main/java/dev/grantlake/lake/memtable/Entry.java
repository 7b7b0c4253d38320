package dev.grantlake.lake.memtable;

import dev.grantlake.base.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * What one commit did to one key, or a place among entries to look from. Ordered by key, and for one key the newest
 * first.
 *
 * @param value null for a deletion
 */
record Entry(Bytes key, @Nullable Bytes value, long seq) implements Comparable<Entry> {

    /** In front of what the commits up to {@code readSeq} did to the key, and behind what later ones did. */
    static Entry before(Bytes key, long readSeq) {
        return new Entry(key, null, readSeq);
    }

    /** Behind everything under the key. */
    static Entry behind(Bytes key) {
        return new Entry(key, null, -1);
    }

    @Override
    public int compareTo(Entry other) {
        int order = key.compareTo(other.key);
        return order != 0 ? order : Long.compare(other.seq, seq);
    }
}
