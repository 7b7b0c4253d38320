package dev.grantlake.lsm.inspect;

import dev.grantlake.base.Location;
import dev.grantlake.lsm.sstable.BlockHandle;

import java.util.Arrays;
import java.util.function.Consumer;

/** The stretches of a table file that its blocks take up, and what is left between them. Belongs to one thread. */
final class Extents {

    private static final String PART = "blocks";

    private long[] starts = new long[64];
    private long[] ends = new long[64];
    private int count;

    /** A block with its trailer. */
    void add(BlockHandle handle) {
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, 2 * count);
            ends = Arrays.copyOf(ends, 2 * count);
        }
        starts[count] = handle.offset();
        ends[count] = handle.offset() + handle.length() + BlockHandle.TRAILER_BYTES;
        count++;
    }

    /** Reports what lies before {@code end} and belongs to no block, or to two. */
    void account(long end, String file, Consumer<Fault> faults) {
        long[] sortedStarts = Arrays.copyOf(starts, count);
        long[] sortedEnds = Arrays.copyOf(ends, count);
        Arrays.sort(sortedStarts);
        Arrays.sort(sortedEnds);
        long position = 0;
        for (int i = 0; i < count; i++) {
            // As long as nothing overlaps, the i-th start and the i-th end are those of one block.
            if (sortedStarts[i] < position) {
                faults.accept(Fault.of(
                        Fault.Kind.OVERLAP,
                        new Location(file, sortedStarts[i], PART),
                        "a block begins before the one at its front ends, at " + position));
                return;
            }
            gap(position, sortedStarts[i], file, faults);
            position = sortedEnds[i];
        }
        gap(position, end, file, faults);
    }

    private static void gap(long from, long to, String file, Consumer<Fault> faults) {
        if (from < to) {
            faults.accept(Fault.of(
                    Fault.Kind.GAP, new Location(file, from, PART), (to - from) + " bytes belong to no block"));
        }
    }
}
