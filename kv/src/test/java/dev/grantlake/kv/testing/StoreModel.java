package dev.grantlake.kv.testing;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.KeyRange;

import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a store should contain: a sorted map, and what may be done to its keys. Merges join one behind the other. */
final class StoreModel {

    /** Stands for a key that a single deletion is not defined for, whatever happened to it. */
    private static final int MANY = 1 << 20;

    private final TreeMap<Bytes, Bytes> entries = new TreeMap<>();
    /** How often each key was set since it was last absent. */
    private final Map<Bytes, Integer> sets = new HashMap<>();

    /** The entries as they are now. */
    SortedMap<Bytes, Bytes> copy() {
        return new TreeMap<>(entries);
    }

    void set(Bytes key, Bytes value) {
        entries.put(key, value);
        sets.merge(key, 1, Integer::sum);
    }

    void merge(Bytes key, Bytes operand) {
        entries.merge(key, operand, Bytes::plus);
        sets.put(key, MANY);
    }

    void delete(Bytes key) {
        entries.remove(key);
        sets.remove(key);
    }

    void delete(KeyRange range) {
        entries.keySet().removeIf(range::contains);
        sets.keySet().removeIf(range::contains);
    }

    /** Whether it is defined what a single deletion of the key does. */
    boolean setOnce(Bytes key) {
        return sets.getOrDefault(key, 0) == 1;
    }
}
