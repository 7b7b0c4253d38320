package dev.grantlake.sqlite;

import dev.grantlake.base.StorageException;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Which of the {@link Table}s a database has, and which of their later columns. Tables and columns that no reader knows
 * play no role. Immutable.
 *
 * <p>Every table that is there must be one: a view of its name, a virtual table and computed columns would run what the
 * file says instead of reading what it holds.
 */
final class Schema {

    private final Map<Table, Set<String>> columns;

    private Schema(Map<Table, Set<String>> columns) {
        this.columns = columns;
    }

    static Schema read(Database database) {
        Map<String, Table> known = new HashMap<>();
        for (Table table : Table.ALL) {
            known.put(table.sqlName(), table);
        }
        Map<Table, Set<String>> columns = new HashMap<>();
        Select objects = Select.from(
                        "sqlite_schema",
                        "rowid",
                        "type",
                        "name",
                        "rootpage",
                        "upper(substr(ltrim(sql), 1, 14)) as head")
                .and("type in ('table', 'view')");
        try (Cursor cursor = database.query(objects)) {
            while (cursor.next()) {
                Row row = cursor.row();
                // SQLite does not tell capital letters apart in names.
                Table table = known.get(row.text(2).toLowerCase(Locale.ROOT));
                if (table != null) {
                    requireTable(row, table);
                    columns.put(table, Set.of());
                }
            }
        }
        columns.replaceAll((table, none) -> columns(database, table));
        return new Schema(columns);
    }

    private static void requireTable(Row row, Table table) {
        boolean ordinary = row.text(1).equals("table")
                && row.integer(3) > 0
                && !row.text(4).startsWith("CREATE VIRTUAL");
        if (!ordinary) {
            throw StorageException.corrupt(
                    row.where(1), "an ordinary table " + table.sqlName(), "a " + row.text(1) + ": " + row.text(4));
        }
    }

    private static Set<String> columns(Database database, Table table) {
        Set<String> present = new HashSet<>();
        Select info = Select.from(
                "pragma_table_xinfo('" + table.sqlName() + "')", "cid", "lower(name)", "upper(type)", "pk", "hidden");
        try (Cursor cursor = database.query(info)) {
            while (cursor.next()) {
                Row row = cursor.row();
                if (row.integer(4) != 0) {
                    throw StorageException.corrupt(
                            database.at(table.sqlName()), "stored columns", "the computed column " + row.text(1));
                }
                boolean rowId = row.integer(3) == 1 && row.text(2).equals("INTEGER");
                if (row.text(1).equals(Table.ID) != rowId) {
                    throw StorageException.corrupt(
                            database.at(table.sqlName()), "id integer primary key", row.text(1) + " " + row.text(2));
                }
                present.add(row.text(1));
            }
        }
        for (String column : table.columns()) {
            if (!present.contains(column)) {
                throw StorageException.corrupt(
                        database.at(table.sqlName()), "a column " + column, "none in " + present.size());
            }
        }
        return Set.copyOf(present);
    }

    boolean has(Table table) {
        return columns.containsKey(table);
    }

    boolean has(Table table, String column) {
        return columns.getOrDefault(table, Set.of()).contains(column);
    }

    /** A select of {@code columns} of a table behind its row id, in the order of the rows. */
    Select select(Table table, String... names) {
        if (!has(table)) {
            return Select.nothing(table.sqlName());
        }
        String[] expressions = new String[names.length + 1];
        expressions[0] = Table.ID;
        for (int i = 0; i < names.length; i++) {
            boolean absent = table.laterColumns().containsKey(names[i]) && !has(table, names[i]);
            expressions[i + 1] = absent ? table.laterColumns().get(names[i]) + " as " + names[i] : names[i];
        }
        return Select.from(table.sqlName(), expressions).inOrderOfRows();
    }
}
