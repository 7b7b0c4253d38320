package dev.grantlake.lsm.compaction;

import dev.grantlake.base.Bytes;
import dev.grantlake.lsm.manifest.TableMetadata;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How tables of level 0 lie over each other. As in {@code version.Sublevels}, key number i is slot 2i of a line, and
 * the gap behind it slot 2i+1. Immutable.
 */
final class Stacks {

    private final List<TableMetadata> tables;
    private final Bytes[] keys;
    /** Of every slot. */
    private final int[] depths;

    private Stacks(List<TableMetadata> tables) {
        this.tables = tables;
        this.keys = tables.stream()
                .flatMap(table ->
                        List.of(
                                table.bounds().smallest().userKey(),
                                table.bounds().largest().userKey())
                                .stream())
                .sorted()
                .distinct()
                .toArray(Bytes[]::new);
        int[] changes = new int[2 * keys.length + 1];
        for (TableMetadata table : tables) {
            changes[first(table)]++;
            changes[last(table) + 1]--;
        }
        int depth = 0;
        for (int slot = 0; slot < changes.length; slot++) {
            depth += changes[slot];
            changes[slot] = depth;
        }
        this.depths = changes;
    }

    /** The stacks of these tables, which come from the oldest to the newest. */
    static Stacks of(List<TableMetadata> oldestFirst) {
        return new Stacks(oldestFirst);
    }

    /** Tables over the key that most tables lie over. */
    int deepest() {
        return Arrays.stream(depths).max().orElse(0);
    }

    /** Stacks from the deepest on, each from the oldest table to the newest; at most {@code most} of them. */
    List<List<TableMetadata>> deepestFirst(int most) {
        // Within a stretch of one depth that only begins with a table, the other slots add no other stack.
        int[] tops = IntStream.range(0, depths.length)
                .filter(slot -> depths[slot] > 0 && (slot == 0 || depths[slot] > depths[slot - 1]))
                .boxed()
                .sorted(Comparator.comparing((Integer slot) -> depths[slot]).reversed())
                .limit(most)
                .mapToInt(slot -> slot)
                .toArray();
        List<List<TableMetadata>> stacks = new ArrayList<>();
        for (int slot : tops) {
            stacks.add(tables.stream()
                    .filter(table -> first(table) <= slot && slot <= last(table))
                    .toList());
        }
        return stacks;
    }

    private int first(TableMetadata table) {
        return 2 * Arrays.binarySearch(keys, table.bounds().smallest().userKey());
    }

    private int last(TableMetadata table) {
        return 2 * Arrays.binarySearch(keys, table.bounds().largest().userKey())
                - (table.bounds().largestExcluded() ? 1 : 0);
    }
}
