package dev.grantlake.ops.verify;

import dev.grantlake.base.Bytes;
import dev.grantlake.records.key.IndexFamily;

import java.util.EnumMap;
import java.util.Map;

/** The entries of each index, added up: those that rows owe, or those that are there. Belongs to one thread. */
final class IndexSums {

    private final Map<IndexFamily, EntrySums> sums = new EnumMap<>(IndexFamily.class);
    private final long seed;

    IndexSums(long seed) {
        this.seed = seed;
    }

    void add(IndexFamily index, Bytes key, Bytes value) {
        of(index).add(key, value);
    }

    void add(IndexSums others) {
        others.sums.forEach((index, entries) -> of(index).add(entries));
    }

    EntrySums of(IndexFamily index) {
        EntrySums present = sums.get(index);
        if (present == null) {
            present = new EntrySums(seed);
            sums.put(index, present);
        }
        return present;
    }
}
