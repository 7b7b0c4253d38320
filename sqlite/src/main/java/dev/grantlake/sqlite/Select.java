package dev.grantlake.sqlite;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/**
 * One question to the database: fixed SQL, and values that are bound to it. Nothing that a file or a caller says ever
 * becomes SQL. Mutable while it is put together; belongs to one thread.
 */
final class Select {

    private final String table;
    private final List<String> columns;
    private final StringBuilder conditions = new StringBuilder();
    private final List<Object> parameters = new ArrayList<>();
    private String tail = "";
    private boolean ascending;

    private Select(String table, List<String> columns) {
        this.table = table;
        this.columns = columns;
    }

    /** A select of these columns; the first one numbers the rows. */
    static Select from(String table, String... columns) {
        return new Select(table, List.of(columns));
    }

    /** A select that finds nothing, for a table that is not there. */
    static Select nothing(String table) {
        return new Select(table, List.of());
    }

    /** Orders by row id, so each row must have a greater one than that before it. */
    Select inOrderOfRows() {
        tail = " order by id";
        ascending = true;
        return this;
    }

    /** Groups or orders otherwise. */
    Select ending(String sql) {
        tail = " " + sql;
        ascending = false;
        return this;
    }

    /** A condition with a value for each of its question marks. */
    Select and(String condition, Object... values) {
        conditions.append(conditions.length() == 0 ? " where " : " and ").append(condition);
        Collections.addAll(parameters, values);
        return this;
    }

    /** Values for the question marks before the first condition. */
    Select with(Object... values) {
        Collections.addAll(parameters, values);
        return this;
    }

    /** The condition that a column has one of some values. */
    Select andOneOf(String column, Collection<String> values) {
        return and(
                column + " in (" + String.join(", ", Collections.nCopies(values.size(), "?")) + ")", values.toArray());
    }

    boolean isNothing() {
        return columns.isEmpty();
    }

    /** Whether the rows come in the order of ascending row ids. */
    boolean ascending() {
        return ascending;
    }

    String table() {
        return table;
    }

    /** The selected columns, as errors name them. */
    List<String> columns() {
        return columns;
    }

    String sql() {
        return "select " + String.join(", ", columns) + " from " + table + conditions + tail;
    }

    List<Object> parameters() {
        return parameters;
    }
}
