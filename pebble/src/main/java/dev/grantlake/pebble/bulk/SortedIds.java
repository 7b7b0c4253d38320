package dev.grantlake.pebble.bulk;

import dev.grantlake.base.Bytes;

/**
 * The strings of an {@link IdTable} by rank: their places in byte order. Immutable.
 *
 * <p>Implementation note. The strings are copied into the order of their ranks: who goes through grants in key order
 * then finds the next principal beside the last one, where in the order of arrival it might be anywhere.
 */
final class SortedIds {

    private final IdStrings strings = new IdStrings();
    private final int[] places;
    private final int[] ordered;

    /** Takes the strings of a table, which is empty afterwards. */
    SortedIds(IdTable table) {
        this.ordered = table.ordered();
        this.places = new int[ordered.length];
        for (int rank = 0; rank < ordered.length; rank++) {
            int number = ordered[rank];
            places[rank] = strings.append(table.array(number), table.offset(number), table.length(number));
        }
        table.clear();
    }

    int size() {
        return ordered.length;
    }

    /** The number that the string with this rank had in the table. */
    int number(int rank) {
        return ordered[rank];
    }

    /** The string with this rank. */
    Bytes get(int rank) {
        int place = places[rank];
        return Bytes.wrap(strings.array(place), strings.offset(place), strings.length(place));
    }

    /** The strings with these ranks, into {@code window}. */
    void get(int[] ranks, int count, IdWindow window) {
        window.fill(strings, places, ranks, count);
    }

    /** The rank of each number; made anew by each call. */
    int[] ranks() {
        return IdTable.ranks(ordered);
    }
}
