package dev.grantlake.sqlite;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * One row, taken out of the database; its values are asked for by the place of their column. A value of another type
 * than the format has is an error that names table, row and column. Immutable; may be kept.
 */
final class Row {

    private final String file;
    private final String table;
    private final List<String> columns;
    private final @Nullable Object[] values;

    /** A row of values as SQLite has them: null, {@code Long}, {@code Double}, {@code String} or {@code byte[]}. */
    Row(String file, String table, List<String> columns, @Nullable Object[] values) {
        this.file = file;
        this.table = table;
        this.columns = columns;
        this.values = values;
    }

    /** The first column: the number of the row. */
    long id() {
        return integer(0);
    }

    String text(int column) {
        if (values[column] instanceof String text) {
            return text;
        }
        throw wrongType(column, "text");
    }

    /** Text, or null for none. */
    @Nullable
    String textOrNull(int column) {
        return values[column] == null ? null : text(column);
    }

    boolean isInteger(int column) {
        return values[column] instanceof Long;
    }

    long integer(int column) {
        if (values[column] instanceof Long integer) {
            return integer;
        }
        throw wrongType(column, "an integer");
    }

    /** Bytes; text counts as its bytes. */
    Bytes bytes(int column) {
        Bytes bytes = bytesOrNull(column);
        if (bytes == null) {
            throw wrongType(column, "a blob");
        }
        return bytes;
    }

    /** Bytes, or null for none. */
    @Nullable
    Bytes bytesOrNull(int column) {
        Object value = values[column];
        if (value == null) {
            return null;
        }
        if (value instanceof byte[] bytes) {
            return Bytes.wrap(bytes);
        }
        if (value instanceof String text) {
            return Bytes.utf8(text);
        }
        throw wrongType(column, "a blob");
    }

    /** Where a value lies, as messages say it. */
    Location where(int column) {
        String row = values[0] instanceof Long id ? ", row " + id : "";
        return Location.of(file, "table " + table + row + ", column " + columns.get(column));
    }

    private StorageException wrongType(int column, String expected) {
        Object value = values[column];
        String found;
        if (value == null) {
            found = "null";
        } else if (value instanceof byte[] bytes) {
            found = "a blob of " + bytes.length + " bytes";
        } else if (value instanceof String text) {
            found = "text of " + text.length() + " characters";
        } else {
            found = "the number " + value;
        }
        return StorageException.corrupt(where(column), expected, found);
    }
}
