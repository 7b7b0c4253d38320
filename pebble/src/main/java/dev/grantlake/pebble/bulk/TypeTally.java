package dev.grantlake.pebble.bulk;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.records.key.TupleCodec;
import dev.grantlake.records.row.KeyOrigin;
import dev.grantlake.records.row.Utf8;

import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Counts rows by the first component of their keys, which come sorted. Belongs to one thread.
 *
 * <p>Implementation note. Rows of one type come together, so the text of a type is decoded once.
 */
final class TypeTally {

    private final SortedMap<String, Long> byType = new TreeMap<>();
    private byte[] type = {};
    private long ofType;
    private long total;

    /** Counts a row whose key has its first component at {@code offset}. */
    void count(ByteSink key, int offset) {
        byte[] array = key.array();
        int end = offset;
        while (end < key.size() && array[end] != TupleCodec.SEPARATOR) {
            end++;
        }
        if (!Arrays.equals(array, offset, end, type, 0, type.length)) {
            settle();
            type = Arrays.copyOfRange(array, offset, end);
        }
        ofType++;
        total++;
    }

    long total() {
        return total;
    }

    /** The counts so far, by type. */
    SortedMap<String, Long> byType() {
        settle();
        return byType;
    }

    private void settle() {
        if (ofType > 0) {
            Bytes encoded = Bytes.wrap(type);
            KeyOrigin origin = new KeyOrigin("sync", encoded);
            byType.merge(Utf8.decode(TupleCodec.decode(encoded, origin), origin), ofType, Long::sum);
            ofType = 0;
        }
    }
}
