package dev.grantlake.sqlite;

import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * The rows that a {@link Select} finds, one after the other. Starts before the first. Belongs to one thread; whoever
 * opened it closes it.
 *
 * <p>Implementation note. Pages of a damaged or hostile database may be part of several tables, or of one table several
 * times. SQLite does not look for that; here the row ids must ascend, and the rows together cannot be larger than the
 * database. So every walk ends, after no more rows than there are cells.
 */
final class Cursor implements AutoCloseable {

    private static final char REPLACEMENT = '\ufffd';

    private final Database database;
    private final Select select;
    private final int columns;
    private @Nullable PreparedStatement statement;
    private @Nullable ResultSet rows;
    private @Nullable Row row;
    private long lastId = Long.MIN_VALUE;
    private long volume;

    /** Opened by {@link Database#query}; without rows if both arguments are null. */
    Cursor(Database database, Select select, @Nullable PreparedStatement statement, @Nullable ResultSet rows) {
        this.database = database;
        this.select = select;
        this.columns = select.columns().size();
        this.statement = statement;
        this.rows = rows;
    }

    /** Moves to the next row; false behind the last one, and from then on. */
    boolean next() {
        row = rows == null ? null : database.exclusively(this::take);
        if (row == null) {
            close();
            return false;
        }
        if (select.ascending()) {
            long id = row.id();
            if (id <= lastId) {
                throw StorageException.corrupt(row.where(0), "a row behind row " + lastId, "row " + id);
            }
            lastId = id;
        }
        return true;
    }

    /** The present row; only after {@link #next} gave true. */
    Row row() {
        if (row == null) {
            throw new IllegalStateException("no present row");
        }
        return row;
    }

    private @Nullable Row take() throws SQLException {
        if (rows == null || !rows.next()) {
            return null;
        }
        @Nullable Object[] values = new Object[columns];
        for (int i = 0; i < columns; i++) {
            values[i] = value(rows, i + 1);
        }
        if (volume > database.sizeBytes()) {
            throw StorageException.corrupt(
                    where(), "rows of at most " + database.sizeBytes() + " bytes, the size of the database", "more");
        }
        return new Row(database.file(), select.table(), select.columns(), values);
    }

    private @Nullable Object value(ResultSet rows, int column) throws SQLException {
        Object value = rows.getObject(column);
        if (value instanceof Integer integer) {
            return integer.longValue();
        }
        if (value instanceof byte[] bytes) {
            volume += bytes.length;
        }
        if (value instanceof String text) {
            volume += text.length();
            if (text.indexOf(REPLACEMENT) >= 0) {
                requireUtf8(rows.getBytes(column), column);
            }
        }
        return value;
    }

    /** The driver replaces what is no UTF-8; where it may have, the bytes are looked at. */
    private void requireUtf8(byte[] bytes, int column) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
        } catch (CharacterCodingException e) {
            throw StorageException.corrupt(
                    Location.of(
                            database.file(),
                            "table " + select.table() + ", column "
                                    + select.columns().get(column - 1)),
                    "UTF-8",
                    "other bytes");
        }
    }

    private Location where() {
        return database.at(select.table());
    }

    /** Gives back what the walk holds; a second call does nothing. */
    @Override
    public void close() {
        PreparedStatement open = statement;
        statement = null;
        rows = null;
        if (open != null) {
            database.release(open);
        }
    }
}
