package dev.grantlake.cli.load;

import dev.grantlake.store.SyncStatistics;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Totals that a dump states of its sync.
 *
 * @param place where it says so
 * @param totals by name: {@code resource_types}, {@code resources}, {@code entitlements}, {@code grants},
 *     {@code assets}; what is zero may be absent
 */
public record ClaimedStatistics(String place, Map<String, Long> totals) {

    private static final Map<String, Function<SyncStatistics, Long>> COUNTS = new TreeMap<>(Map.of(
            "resource_types", SyncStatistics::resourceTypes,
            "resources", SyncStatistics::resources,
            "entitlements", SyncStatistics::entitlements,
            "grants", SyncStatistics::grants,
            "assets", SyncStatistics::assets));

    public ClaimedStatistics {
        totals = Map.copyOf(totals);
    }

    static boolean isTotal(String name) {
        return COUNTS.containsKey(name);
    }

    /** Says in words where {@code found} differs; empty if it does not. */
    public Optional<String> difference(SyncStatistics found) {
        StringBuilder text = new StringBuilder();
        COUNTS.forEach((name, count) -> {
            long claimed = totals.getOrDefault(name, 0L);
            if (claimed != count.apply(found)) {
                text.append(text.isEmpty() ? "" : ", ")
                        .append(claimed)
                        .append(' ')
                        .append(name.replace('_', ' '))
                        .append(" where ")
                        .append(count.apply(found))
                        .append(" were written");
            }
        });
        return text.isEmpty() ? Optional.empty() : Optional.of(place + " states " + text);
    }
}
