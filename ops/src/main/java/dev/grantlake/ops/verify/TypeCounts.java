package dev.grantlake.ops.verify;

import dev.grantlake.base.Bytes;
import dev.grantlake.records.key.TupleCodec;
import dev.grantlake.records.row.KeyOrigin;

import java.util.SortedMap;
import java.util.TreeMap;

/** Rows counted by resource type. Thread-safe. */
final class TypeCounts {

    private final SortedMap<String, Long> counts = new TreeMap<>();

    /** Counts rows of which {@code components} are the key's, beginning with the type. */
    synchronized void add(Bytes components, long count) {
        counts.merge(type(components), count, Long::sum);
    }

    synchronized SortedMap<String, Long> byType() {
        return new TreeMap<>(counts);
    }

    synchronized long total() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    private static String type(Bytes components) {
        int end = 0;
        while (end < components.length() && components.at(end) != TupleCodec.SEPARATOR) {
            end++;
        }
        return TupleCodec.decode(components.slice(0, end), new KeyOrigin("key", components))
                .toUtf8();
    }
}
