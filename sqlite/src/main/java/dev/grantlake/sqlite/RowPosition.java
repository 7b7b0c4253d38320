package dev.grantlake.sqlite;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.store.StoreException;
import org.jspecify.annotations.Nullable;

import java.util.Base64;

/**
 * Where a row lies, as page tokens carry it: the table's name, a blank, and the row id in decimal, or the key of a
 * session. A token of another table is refused, and so is everything that is not written in just this way.
 */
final class RowPosition {

    private static final int MAX_DIGITS = 19;

    private RowPosition() {}

    static Bytes of(Table table, long id) {
        return of(table, Long.toString(id));
    }

    static Bytes of(Table table, String key) {
        return Bytes.utf8(table.sqlName() + " " + key);
    }

    /** The row id in a position; less than all that there are if it is null. */
    static long id(Table table, @Nullable Bytes position) {
        if (position == null) {
            return Long.MIN_VALUE;
        }
        String text = key(table, position);
        boolean decimal = !text.isEmpty()
                && text.length() <= MAX_DIGITS
                && text.chars().allMatch(c -> c >= '0' && c <= '9')
                && (text.length() == 1 || text.charAt(0) != '0');
        try {
            if (decimal) {
                return Long.parseLong(text);
            }
        } catch (NumberFormatException e) {
            throw foreign(position);
        }
        throw foreign(position);
    }

    /** What follows the table's name. */
    static String key(Table table, Bytes position) {
        Bytes prefix = Bytes.utf8(table.sqlName() + " ");
        if (!position.startsWith(prefix)) {
            throw foreign(position);
        }
        try {
            String key = position.from(prefix.length()).toUtf8();
            if (Bytes.utf8(key).equals(position.from(prefix.length()))) {
                return key;
            }
        } catch (StorageException e) {
            throw foreign(position);
        }
        throw foreign(position);
    }

    private static StoreException foreign(Bytes position) {
        return StoreException.invalidPageToken(
                Base64.getUrlEncoder().withoutPadding().encodeToString(position.toArray()));
    }
}
