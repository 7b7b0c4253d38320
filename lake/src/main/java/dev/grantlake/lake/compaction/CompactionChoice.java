package dev.grantlake.lake.compaction;

import dev.grantlake.lake.dataset.Fragment;
import dev.grantlake.lake.table.CompactionDue;
import dev.grantlake.lake.table.CompactionEffort;
import dev.grantlake.lake.table.TableStats;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Which fragments are rewritten. Small is what has at most half of the rows that a fragment may have. Small fragments
 * lie in tiers by their live rows, each four times as large as the one below: of four in a tier one in the next is
 * made, so that a row is copied as many times as there are tiers. Where there are more of them than
 * {@link CompactionDue} has it, tiers do not count.
 */
public final class CompactionChoice {

    /** Fragments that a tier may have before they are merged. */
    private static final int TIER = 4;

    /** A fragment is rewritten when more than one row of this many is gone. */
    private static final long WORN = 5;

    private static final int LITTLE_ROWS = 1 << 16;

    private CompactionChoice() {}

    /** Ids of the fragments to be rewritten, none if it does not pay. */
    public static Set<Integer> of(List<Fragment> fragments, int maxRows, CompactionEffort effort) {
        return switch (effort) {
            case FULL -> full(fragments, maxRows);
            case DUE -> due(fragments, maxRows);
        };
    }

    /** How many fragments of which kind there are; nothing of what they take in memory. */
    public static TableStats stats(List<Fragment> fragments, int maxRows) {
        return new TableStats(
                fragments.size(),
                count(fragments, fragment -> small(fragment, maxRows)),
                count(fragments, fragment -> little(fragment, maxRows)),
                count(fragments, fragment -> worn(fragment) && !little(fragment, maxRows)),
                0,
                false,
                0);
    }

    private static Set<Integer> full(List<Fragment> fragments, int maxRows) {
        Set<Integer> poor = ids(fragments, fragment -> fragment.deleted() > 0 || small(fragment, maxRows));
        boolean pays = poor.size() > 1 || fragments.stream().anyMatch(fragment -> fragment.deleted() > 0);
        return pays ? poor : Set.of();
    }

    private static Set<Integer> due(List<Fragment> fragments, int maxRows) {
        int highest = fragments.stream()
                .filter(fragment -> small(fragment, maxRows))
                .collect(Collectors.groupingBy(CompactionChoice::tier, Collectors.counting()))
                .entrySet()
                .stream()
                .filter(tier -> tier.getValue() >= TIER)
                .mapToInt(tier -> tier.getKey())
                .max()
                .orElse(-1);
        boolean allSmall = count(fragments, fragment -> small(fragment, maxRows)) > CompactionDue.SMALL_FRAGMENTS;
        boolean allLittle = count(fragments, fragment -> little(fragment, maxRows)) > CompactionDue.LITTLE_FRAGMENTS;
        return ids(
                fragments,
                fragment -> worn(fragment)
                        || (small(fragment, maxRows) && (allSmall || tier(fragment) <= highest))
                        || (little(fragment, maxRows) && allLittle));
    }

    private static boolean small(Fragment fragment, int maxRows) {
        return fragment.rows() <= maxRows / 2;
    }

    private static boolean little(Fragment fragment, int maxRows) {
        return fragment.rows() < LITTLE_ROWS && small(fragment, maxRows);
    }

    private static boolean worn(Fragment fragment) {
        return fragment.deleted() * WORN > fragment.rows();
    }

    private static int count(List<Fragment> fragments, Predicate<Fragment> chosen) {
        return (int) fragments.stream().filter(chosen).count();
    }

    private static int tier(Fragment fragment) {
        return (Integer.SIZE - Integer.numberOfLeadingZeros(fragment.liveRows())) / 2;
    }

    private static Set<Integer> ids(List<Fragment> fragments, Predicate<Fragment> chosen) {
        return fragments.stream().filter(chosen).map(Fragment::id).collect(Collectors.toSet());
    }
}
