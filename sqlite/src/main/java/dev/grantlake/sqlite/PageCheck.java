package dev.grantlake.sqlite;

import dev.grantlake.base.Location;
import dev.grantlake.store.spi.StoredFault;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Has SQLite check its own pages: that each belongs to something once, that cells are in order and inside their pages,
 * and that every index has exactly the entries that the rows of its table call for. It takes as many instructions at
 * most as any other step ({@link Database}), and reports at most 100 faults, which is SQLite's own bound. Constraints
 * that a file states are not evaluated, and where a file has virtual tables only the tables that are read are checked:
 * either would run what the file says.
 */
final class PageCheck {

    private static final String SOUND = "ok";

    private final Database database;
    private final Schema schema;

    PageCheck(Database database, Schema schema) {
        this.database = database;
        this.schema = schema;
    }

    void run(Consumer<StoredFault> faults) {
        for (String scope : scopes()) {
            Select check = Select.from("pragma_integrity_check" + scope, "rowid", "integrity_check");
            try (Cursor cursor = database.query(check)) {
                while (cursor.next()) {
                    String message = cursor.row().text(1);
                    if (!message.equals(SOUND)) {
                        faults.accept(
                                new StoredFault(StoredFault.Kind.STRUCTURE, where(), message.replace('\n', ' '), ""));
                    }
                }
            }
        }
    }

    /** What is checked at a time, as an argument of the check: everything, or table by table. */
    private List<String> scopes() {
        if (database.sizeBytes() == 0) {
            return List.of();
        }
        Select virtual =
                Select.from("sqlite_schema", "rowid").and("type = 'table'").and("rootpage = 0");
        try (Cursor cursor = database.query(virtual)) {
            if (!cursor.next()) {
                return List.of("");
            }
        }
        List<String> tables = new ArrayList<>();
        for (Table table : Table.ALL) {
            if (schema.has(table)) {
                tables.add("('" + table.sqlName() + "')");
            }
        }
        return tables;
    }

    private Location where() {
        return Location.of(database.file(), "decoded database");
    }
}
