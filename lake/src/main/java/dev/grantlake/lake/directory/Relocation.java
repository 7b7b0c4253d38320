package dev.grantlake.lake.directory;

import dev.grantlake.lake.dataset.Fragment;
import dev.grantlake.lake.dataset.RowAddress;

import java.util.List;
import java.util.Map;

/** Where the rows of fragments lie now that a compaction has copied them. */
public final class Relocation {

    /** Place of a row that was not copied. */
    public static final int NOWHERE = -1;

    private final Map<Integer, int[]> places;
    private final List<Part> parts;

    /**
     * A new fragment.
     *
     * @param first place of its first row among all that were copied
     * @param fragment as the new version has it
     */
    public record Part(int first, Fragment fragment) {}

    /**
     * What a compaction has done.
     *
     * @param places by the ids of the fragments that are no more, for each row its place among all that were copied, or
     *     {@link #NOWHERE}; belong to the relocation
     * @param parts the fragments that there are in their place, by ascending place
     */
    public Relocation(Map<Integer, int[]> places, List<Part> parts) {
        this.places = places;
        this.parts = parts;
    }

    /** The fragments that the rows lie in now. */
    List<Fragment> added() {
        return parts.stream().map(Part::fragment).toList();
    }

    /** The address of a row now; -1 if it was not copied. The row is live. */
    long address(long before) {
        int[] copied = places.get(RowAddress.fragment(before));
        if (copied == null) {
            return before;
        }
        int place = copied[RowAddress.offset(before)];
        int low = 0;
        int high = parts.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (parts.get(middle).first() <= place) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return place == NOWHERE
                ? DirectoryEntry.ABSENT
                : RowAddress.of(
                        parts.get(low).fragment().id(), place - parts.get(low).first());
    }
}
