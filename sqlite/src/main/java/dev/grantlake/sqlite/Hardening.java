package dev.grantlake.sqlite;

import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteLimits;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * What is set on a connection before the database of a stranger is read over it.
 *
 * <table>
 *   <caption>What a file might do, and what keeps it from it</caption>
 *   <tr><td>run code of its own</td><td>no extensions, {@code trusted_schema} off, only ordinary tables are read
 *       ({@link Schema}), nothing that indexes compute is computed ({@link PageCheck}), all SQL is ours</td></tr>
 *   <tr><td>change something</td><td>{@code query_only}, no triggers, no other databases, and the file is a copy of its
 *       own, on disk one that is opened for reading</td></tr>
 *   <tr><td>lead SQLite astray with damaged pages</td><td>{@code cell_size_check}, no memory mapping, ascending rows
 *       ({@link Cursor})</td></tr>
 *   <tr><td>take memory</td><td>bounded values, results bounded by the size of the database; sorting happens in
 *       memory</td></tr>
 *   <tr><td>take time</td><td>a bounded number of instructions to the next row ({@link Database})</td></tr>
 * </table>
 *
 * SQLite's defensive mode is set by a call of C that the driver does not make, and there is no other way to set it.
 * What it would forbid (writing the schema, its version, the tables behind a virtual table, or pages; switching the
 * journal off) are statements that write, and this connection refuses all of those.
 */
final class Hardening {

    private static final int MAX_SQL_BYTES = 1 << 20;
    private static final int MAX_COLUMNS = 200;
    private static final int MAX_DEPTH = 100;

    private static final List<String> SETTINGS = List.of(
            "pragma trusted_schema = off",
            "pragma writable_schema = off",
            "pragma cell_size_check = on",
            "pragma ignore_check_constraints = on",
            "pragma mmap_size = 0",
            "pragma temp_store = memory",
            "pragma cache_size = -8192",
            "pragma query_only = on");

    private Hardening() {}

    /**
     * Sets limits and switches of a connection.
     *
     * @param maxValueBytes what a text, blob or row may take
     */
    static void apply(SQLiteConnection connection, int maxValueBytes) throws SQLException {
        connection.setLimit(SQLiteLimits.SQLITE_LIMIT_LENGTH, maxValueBytes);
        connection.setLimit(SQLiteLimits.SQLITE_LIMIT_SQL_LENGTH, MAX_SQL_BYTES);
        connection.setLimit(SQLiteLimits.SQLITE_LIMIT_COLUMN, MAX_COLUMNS);
        connection.setLimit(SQLiteLimits.SQLITE_LIMIT_EXPR_DEPTH, MAX_DEPTH);
        connection.setLimit(SQLiteLimits.SQLITE_LIMIT_ATTACHED, 0);
        connection.setLimit(SQLiteLimits.SQLITE_LIMIT_TRIGGER_DEPTH, 0);
        connection.setLimit(SQLiteLimits.SQLITE_LIMIT_WORKER_THREADS, 0);
        try (Statement statement = connection.createStatement()) {
            for (String setting : SETTINGS) {
                statement.execute(setting);
            }
        }
    }
}
