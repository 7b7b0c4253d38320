package dev.grantlake.records.key;

import dev.grantlake.base.Bytes;
import dev.grantlake.records.row.Origin;
import dev.grantlake.records.row.Utf8;

/**
 * The components of one key, found but not decoded: they can be spliced into another key as they are. Immutable.
 *
 * <p>The key is {@code header (00 component)*}; the components are counted, since a key with more or fewer of them than
 * its family has is damage.
 */
final class Tuple {

    private final Bytes key;
    private final int[] bounds;
    private final Origin origin;

    private Tuple(Bytes key, int[] bounds, Origin origin) {
        this.key = key;
        this.bounds = bounds;
        this.origin = origin;
    }

    /** Splits {@code key} behind a header of {@code headerLength} bytes into exactly {@code count} components. */
    static Tuple of(Bytes key, int headerLength, int count, Origin origin) {
        int[] bounds = new int[count + 1];
        int found = separators(key, headerLength, bounds);
        if (found != count || bounds[0] != headerLength) {
            throw origin.corrupt(
                    count + " components after the " + headerLength + "-byte header of the key",
                    Integer.toString(found));
        }
        bounds[count] = key.length();
        return new Tuple(key, bounds, origin);
    }

    /** Whether {@code key} has exactly {@code count} components behind its header. */
    static boolean splits(Bytes key, int headerLength, int count) {
        int[] bounds = new int[count + 1];
        return separators(key, headerLength, bounds) == count && bounds[0] == headerLength;
    }

    /** Counts the separators behind the header and notes where the first of them stand. */
    private static int separators(Bytes key, int headerLength, int[] bounds) {
        byte[] array = key.array();
        int offset = key.offset();
        int found = 0;
        for (int i = headerLength; i < key.length(); i++) {
            if (array[offset + i] == TupleCodec.SEPARATOR) {
                if (found < bounds.length - 1) {
                    bounds[found] = i;
                }
                found++;
            }
        }
        return found;
    }

    int count() {
        return bounds.length - 1;
    }

    /** One component as it stands in the key. */
    Bytes encoded(int index) {
        return span(index, index + 1);
    }

    /** The components {@code from} to {@code to - 1} with the separators between them, as they stand in the key. */
    Bytes span(int from, int to) {
        return key.slice(bounds[from] + 1, bounds[to] - bounds[from] - 1);
    }

    /** One component as text. */
    String text(int index) {
        return Utf8.decode(TupleCodec.decode(encoded(index), origin), origin);
    }
}
