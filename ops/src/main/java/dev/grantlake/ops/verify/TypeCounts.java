package dev.grantlake.ops.verify;

import dev.grantlake.base.Bytes;

import java.util.SortedMap;
import java.util.TreeMap;

/** Rows counted by resource type. Thread-safe. */
final class TypeCounts {

    private final SortedMap<String, Long> counts = new TreeMap<>();

    /** Counts rows of which {@code components} are the key's, beginning with the type. */
    synchronized void add(Bytes components, long count) {
        add(AccessText.ofComponent(components), count);
    }

    /** Counts rows of a type. */
    synchronized void add(String type, long count) {
        counts.merge(type, count, Long::sum);
    }

    synchronized SortedMap<String, Long> byType() {
        return new TreeMap<>(counts);
    }

    synchronized long total() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
