package dev.grantlake.sqlite;

import dev.grantlake.base.Location;
import dev.grantlake.store.spi.StoredFault;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Has SQLite check its own pages: that each belongs to something once, that cells are in order and inside their pages,
 * and that every index has exactly the entries that the rows of its table call for. It takes as many instructions at
 * most as any other step ({@link Database}), and reports at most 100 faults, which is SQLite's own bound.
 *
 * <p>Nothing that a file says is evaluated for it: one call of a function is one instruction, and may take minutes.
 * Constraints are passed over. Where a file has virtual tables, computed columns or indexes over more than columns,
 * only the tables that are read are checked, and those with such an index without their indexes.
 */
final class PageCheck {

    private static final String SOUND = "ok";

    /** An index over columns alone, of all rows or of those that the releases have partial indexes of. */
    private static final Pattern PLAIN_INDEX = plainIndex();

    /** More than the longest plain index. */
    private static final int MAX_INDEX_SQL = 1000;

    private final Database database;
    private final Schema schema;

    PageCheck(Database database, Schema schema) {
        this.database = database;
        this.schema = schema;
    }

    private static Pattern plainIndex() {
        String name = "[\"`]?\\w+[\"`]?";
        String column = name + "(\\s+(asc|desc))?";
        return Pattern.compile(
                "create\\s+(unique\\s+)?index\\s+" + name + "\\s+on\\s+" + name + "\\s*\\(\\s*" + column + "(\\s*,\\s*"
                        + column + ")*\\s*\\)(\\s*where\\s+(expansion is not null|needs_expansion = 1))?\\s*",
                Pattern.CASE_INSENSITIVE);
    }

    void run(Consumer<StoredFault> faults) {
        if (database.sizeBytes() == 0) {
            return;
        }
        Set<String> computing = tablesWithComputingIndexes();
        if (computing.isEmpty() && !hasVirtualTables() && !hasComputedColumns()) {
            check("pragma_integrity_check", faults);
            return;
        }
        for (Table table : Table.ALL) {
            if (schema.has(table)) {
                String check = computing.contains(table.sqlName()) ? "pragma_quick_check" : "pragma_integrity_check";
                check(check + "('" + table.sqlName() + "')", faults);
            }
        }
    }

    private void check(String pragma, Consumer<StoredFault> faults) {
        try (Cursor cursor = database.query(Select.from(pragma, "rowid", "*"))) {
            while (cursor.next()) {
                String message = cursor.row().text(1);
                if (!message.equals(SOUND)) {
                    faults.accept(new StoredFault(StoredFault.Kind.STRUCTURE, where(), message.replace('\n', ' '), ""));
                }
            }
        }
    }

    private Set<String> tablesWithComputingIndexes() {
        Set<String> tables = new HashSet<>();
        Select indexes = Select.from("sqlite_schema", "rowid", "tbl_name", "sql")
                .and("type = 'index'")
                .and("sql is not null");
        try (Cursor cursor = database.query(indexes)) {
            while (cursor.next()) {
                String sql = cursor.row().text(2);
                if (sql.length() > MAX_INDEX_SQL || !PLAIN_INDEX.matcher(sql).matches()) {
                    tables.add(cursor.row().text(1).toLowerCase(Locale.ROOT));
                }
            }
        }
        return tables;
    }

    private boolean hasVirtualTables() {
        return finds(Select.from("sqlite_schema", "rowid").and("type = 'table'").and("rootpage = 0"));
    }

    private boolean hasComputedColumns() {
        return finds(Select.from("sqlite_schema as object, pragma_table_xinfo(object.name)", "cid")
                .and("object.type = 'table'")
                .and("hidden <> 0"));
    }

    private boolean finds(Select select) {
        try (Cursor cursor = database.query(select)) {
            return cursor.next();
        }
    }

    private Location where() {
        return Location.of(database.file(), "decoded database");
    }
}
