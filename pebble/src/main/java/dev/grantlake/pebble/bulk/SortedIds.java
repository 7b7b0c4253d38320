package dev.grantlake.pebble.bulk;

import dev.grantlake.base.Bytes;

/** The strings of an {@link IdTable} by rank: their places in byte order. Immutable. */
final class SortedIds {

    private final IdTable table;
    private final int[] ordered;

    /** Sorts the table, which must not change any more. */
    SortedIds(IdTable table) {
        this.table = table;
        this.ordered = table.ordered();
    }

    int size() {
        return ordered.length;
    }

    /** The number of the string with this rank. */
    int number(int rank) {
        return ordered[rank];
    }

    /** The string with this rank. */
    Bytes get(int rank) {
        int number = ordered[rank];
        return Bytes.wrap(table.array(number), table.offset(number), table.length(number));
    }

    /** The rank of each number; made anew by each call. */
    int[] ranks() {
        return IdTable.ranks(ordered);
    }
}
