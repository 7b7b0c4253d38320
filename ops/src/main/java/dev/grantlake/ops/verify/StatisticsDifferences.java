package dev.grantlake.ops.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeSet;

/** Where stored counts are not those of the rows. */
final class StatisticsDifferences {

    private static final int MAX_SHOWN = 8;

    private final List<String> differences = new ArrayList<>();

    void compare(String what, long stored, long counted) {
        if (stored != counted) {
            differences.add(what + " " + stored + " and " + counted);
        }
    }

    /** A type without rows may have an entry of 0 or none. */
    void compare(String what, SortedMap<String, Long> stored, SortedMap<String, Long> counted) {
        TreeSet<String> types = new TreeSet<>(stored.keySet());
        types.addAll(counted.keySet());
        for (String type : types) {
            compare(what + " of " + type, stored.getOrDefault(type, 0L), counted.getOrDefault(type, 0L));
        }
    }

    boolean isEmpty() {
        return differences.isEmpty();
    }

    /** The first of them. */
    String text() {
        boolean more = differences.size() > MAX_SHOWN;
        return "stored and counted: " + String.join(", ", more ? differences.subList(0, MAX_SHOWN) : differences)
                + (more ? ", …" : "");
    }
}
