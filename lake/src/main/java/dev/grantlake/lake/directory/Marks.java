package dev.grantlake.lake.directory;

import dev.grantlake.lake.dataset.Fragment;
import dev.grantlake.lake.dataset.RowAddress;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Rows that a commit takes away, by fragment. Belongs to one thread. */
public final class Marks {

    private final Map<Integer, Offsets> byFragment = new TreeMap<>();

    private static final class Offsets {

        private int[] offsets = new int[16];
        private int count;

        void add(int offset) {
            if (count == offsets.length) {
                offsets = Arrays.copyOf(offsets, 2 * count);
            }
            offsets[count++] = offset;
        }

        int[] sorted() {
            int[] sorted = Arrays.copyOf(offsets, count);
            Arrays.sort(sorted);
            return sorted;
        }
    }

    /** Takes the row at this address, which is live and was not added before. */
    public void add(long address) {
        byFragment
                .computeIfAbsent(RowAddress.fragment(address), fragment -> new Offsets())
                .add(RowAddress.offset(address));
    }

    /** Fragments that have no live row left. */
    public Set<Integer> emptied(List<Fragment> fragments) {
        Set<Integer> emptied = new HashSet<>();
        for (Fragment fragment : fragments) {
            Offsets marks = byFragment.get(fragment.id());
            if (marks != null && marks.count >= fragment.liveRows()) {
                emptied.add(fragment.id());
            }
        }
        return emptied;
    }

    /** The marks of all fragments but these, each fragment's ascending. */
    public Map<Integer, int[]> without(Set<Integer> fragments) {
        Map<Integer, int[]> marks = new HashMap<>();
        byFragment.forEach((fragment, offsets) -> {
            if (!fragments.contains(fragment)) {
                marks.put(fragment, offsets.sorted());
            }
        });
        return marks;
    }

    /** The marks of one fragment, ascending. */
    int[] of(int fragment) {
        Offsets offsets = byFragment.get(fragment);
        return offsets == null ? new int[0] : offsets.sorted();
    }

    boolean isEmpty() {
        return byFragment.isEmpty();
    }
}
