package dev.grantlake.lake.dataset;

import dev.grantlake.lake.error.MigrationRequired;

import java.util.List;

/** Holds a dataset's columns to those that this version writes. */
public final class SchemaCheck {

    private SchemaCheck() {}

    /** Whether these are the columns of format 1, which can be migrated. */
    public static boolean isFormat1(List<ColumnDescription> columns) {
        return columns.equals(Column.FORMAT_1_SCHEMA);
    }

    /**
     * Refuses any columns but ours.
     *
     * @throws MigrationRequired with the first column that differs, what was expected and what was found
     */
    public static void require(String dataset, List<ColumnDescription> columns) {
        if (isFormat1(columns)) {
            throw new MigrationRequired(
                    "dataset at " + dataset + " has no '" + Column.SEQ.label() + "' column (format 1); run migrate");
        }
        for (int i = 0; i < Math.max(columns.size(), Column.SCHEMA.size()); i++) {
            String expected = i < Column.SCHEMA.size() ? Column.SCHEMA.get(i).toString() : "no column";
            String found = i < columns.size() ? columns.get(i).toString() : "no column";
            if (!expected.equals(found)) {
                throw new MigrationRequired(
                        "dataset at " + dataset + ", column " + i + ": expected " + expected + ", found " + found);
            }
        }
    }
}
