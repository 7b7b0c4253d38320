package dev.grantlake.records.key;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.kv.KeyValueReader;
import dev.grantlake.records.row.KeyOrigin;
import dev.grantlake.records.row.Origin;
import dev.grantlake.records.row.Utf8;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Counts rows by walking keys; values are not looked at.
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

    /** All rows of a family. */
    long count(KeyFamily family) {
        long count = 0;
        try (Cursor cursor = reader.cursor(KeyRange.prefix(family.header()))) {
            for (boolean more = cursor.first(); more; more = cursor.next()) {
                count++;
            }
        }
        return count;
    }

    /** The rows of a family by their first component. */
    SortedMap<String, Long> countByType(KeyFamily family) {
        SortedMap<String, Long> counts = new TreeMap<>();
        try (Cursor cursor = reader.cursor(KeyRange.prefix(family.header()))) {
            boolean more = cursor.first();
            while (more) {
                Bytes start = upToFirstComponent(family, cursor.key());
                String type = type(family, start, cursor.key());
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

    /** The key up to and with the separator behind its first component. */
    private Bytes upToFirstComponent(KeyFamily family, ByteView key) {
        int header = family.header().length();
        if (key.length() > header && key.at(header) == TupleCodec.SEPARATOR) {
            for (int i = header + 1; i < key.length(); i++) {
                if (key.at(i) == TupleCodec.SEPARATOR) {
                    return key.copy().slice(0, i + 1);
                }
            }
        }
        throw new KeyOrigin(file, key.copy()).corrupt("a type in the key of a " + family.label(), "none");
    }

    private String type(KeyFamily family, Bytes start, ByteView key) {
        Origin origin = new KeyOrigin(file, key.copy());
        int from = family.header().length() + 1;
        return Utf8.decode(TupleCodec.decode(start.slice(from, start.length() - 1 - from), origin), origin);
    }
}
