package dev.grantlake.lake.directory;

import dev.grantlake.lake.dataset.Fragment;
import dev.grantlake.lake.dataset.RowAddress;

import java.util.List;
import java.util.Map;

/** Where the rows of fragments lie now that a compaction has copied them. */
final class Relocation {

    private final Map<Integer, CopiedFragment> copied;
    private final List<Part> parts;

    /**
     * A new fragment.
     *
     * @param first place of its first row among all that were copied
     * @param fragment as the new version has it
     */
    record Part(int first, Fragment fragment) {}

    /**
     * What a compaction has done.
     *
     * @param copied by their ids, the fragments that are no more
     * @param parts the fragments that there are in their place, by ascending place
     */
    Relocation(Map<Integer, CopiedFragment> copied, List<Part> parts) {
        this.copied = copied;
        this.parts = parts;
    }

    /** The fragments that the rows lie in now. */
    List<Fragment> added() {
        return parts.stream().map(Part::fragment).toList();
    }

    /** The address of a row now; -1 if it was not copied. The row is live. */
    long address(long before) {
        CopiedFragment from = copied.get(RowAddress.fragment(before));
        if (from == null) {
            return before;
        }
        int place = from.place(RowAddress.offset(before));
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
        return place == CopiedFragment.NOWHERE
                ? DirectoryEntry.ABSENT
                : RowAddress.of(
                        parts.get(low).fragment().id(), place - parts.get(low).first());
    }
}
