package dev.grantlake.records.key;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.kv.KeyValueReader;
import dev.grantlake.records.row.KeyOrigin;
import dev.grantlake.records.row.Origin;
import dev.grantlake.records.row.Row;
import dev.grantlake.records.row.Utf8;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Counts rows by walking their keys; values are looked at only where keys do not tell.
 *
 * <p>Implementation note. Keys start with the type and lie sorted, so a type is one run of keys: while the next key
 * starts as the one before, counting is one comparison.
 */
final class RowCounter {

    private final KeyValueReader reader;
    private final String file;

    RowCounter(KeyValueReader reader, String file) {
        this.reader = reader;
        this.file = file;
    }

    /** All rows whose keys start with {@code prefix}. */
    long count(Bytes prefix) {
        long count = 0;
        try (Cursor cursor = reader.cursor(KeyRange.prefix(prefix))) {
            for (boolean more = cursor.first(); more; more = cursor.next()) {
                count++;
            }
        }
        return count;
    }

    /** The rows whose keys start with {@code prefix} by their first component behind it, which is a type. */
    SortedMap<String, Long> countByComponent(Bytes prefix) {
        SortedMap<String, Long> counts = new TreeMap<>();
        try (Cursor cursor = reader.cursor(KeyRange.prefix(prefix))) {
            boolean more = cursor.first();
            while (more) {
                Bytes start = upToFirstComponent(prefix, cursor.key());
                String type = type(prefix, start, cursor.key());
                long count = 0;
                while (more && cursor.key().startsWith(start)) {
                    count++;
                    more = cursor.next();
                }
                counts.merge(type, count, Long::sum);
            }
        }
        return counts;
    }

    /** The rows whose keys start with {@code prefix} by a type that their values tell. */
    SortedMap<String, Long> countByValue(Bytes prefix, Function<Row, String> type) {
        SortedMap<String, Long> counts = new TreeMap<>();
        try (Cursor cursor = reader.cursor(KeyRange.prefix(prefix))) {
            for (boolean more = cursor.first(); more; more = cursor.next()) {
                Row row = new Row(file, cursor.key().copy(), cursor.value().retain());
                counts.merge(type.apply(row), 1L, Long::sum);
            }
        }
        return counts;
    }

    /** The key up to and with the separator behind its first component. */
    private Bytes upToFirstComponent(Bytes prefix, ByteView key) {
        int header = prefix.length();
        if (key.length() > header && key.at(header) == TupleCodec.SEPARATOR) {
            for (int i = header + 1; i < key.length(); i++) {
                if (key.at(i) == TupleCodec.SEPARATOR) {
                    return key.copy().slice(0, i + 1);
                }
            }
        }
        throw new KeyOrigin(file, key.copy()).corrupt("a type in the key of a row", "none");
    }

    private String type(Bytes prefix, Bytes start, ByteView key) {
        Origin origin = new KeyOrigin(file, key.copy());
        int from = prefix.length() + 1;
        return Utf8.decode(TupleCodec.decode(start.slice(from, start.length() - 1 - from), origin), origin);
    }
}
