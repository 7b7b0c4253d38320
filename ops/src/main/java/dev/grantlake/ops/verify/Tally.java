package dev.grantlake.ops.verify;

import java.util.SortedMap;
import java.util.TreeMap;

/** Counts by name, up to a number of names that people still read. Thread-safe. */
final class Tally {

    private static final int MAX_NAMES = 10_000;
    private static final int SHOWN = 3;

    private final SortedMap<String, Long> counts = new TreeMap<>();
    private long total;

    synchronized void add(String name, long count) {
        total += count;
        if (counts.size() < MAX_NAMES || counts.containsKey(name)) {
            counts.merge(name, count, Long::sum);
        }
    }

    synchronized long total() {
        return total;
    }

    /**
     * For example {@code 214 grants of group g17} or {@code 300 grants of 5 resources: group g1 (120), …}; empty for
     * none.
     */
    synchronized String text(String noun, String owners) {
        if (total == 0) {
            return "";
        }
        if (counts.size() == 1) {
            return AccessText.count(total, noun) + " of " + counts.firstKey();
        }
        StringBuilder text = new StringBuilder(AccessText.count(total, noun))
                .append(" of ")
                .append(counts.size() == MAX_NAMES ? "at least " : "")
                .append(counts.size())
                .append(' ')
                .append(owners)
                .append(": ");
        int shown = 0;
        for (var entry : counts.entrySet()) {
            if (shown == SHOWN) {
                return text.append(", …").toString();
            }
            text.append(shown == 0 ? "" : ", ")
                    .append(entry.getKey())
                    .append(" (")
                    .append(entry.getValue())
                    .append(')');
            shown++;
        }
        return text.toString();
    }
}
