package dev.grantlake.sqlite;

import dev.grantlake.store.spi.StoredFault;

import java.util.ArrayList;
import java.util.List;

/** A row whose columns are compared with its message, and what was found to differ. */
final class ComparedRow {

    /** A difference that is yet to be told whose it is. */
    private record Difference(StoredFault.Kind kind, int column, String message) {}

    private final Row row;
    private final Columns columns;
    private final List<Difference> differences = new ArrayList<>();

    ComparedRow(Row row, Columns columns) {
        this.row = row;
        this.columns = columns;
    }

    Row row() {
        return row;
    }

    /** Holds the column that the record is kept under against its message. */
    void identity(String column, String ofMessage) {
        compare(StoredFault.Kind.IDENTITY, column, ofMessage);
    }

    /** Holds a column that searches use against the message; null counts as empty. */
    void same(String column, String ofMessage) {
        compare(StoredFault.Kind.COLUMNS, column, ofMessage);
    }

    private void compare(StoredFault.Kind kind, String column, String ofMessage) {
        int place = columns.place(column);
        String found = row.textOrNull(place);
        if (!ofMessage.equals(found == null ? "" : found)) {
            differences.add(new Difference(
                    kind, place, "the message says \"" + ofMessage + "\", the column \"" + found + "\""));
        }
    }

    List<StoredFault> faults(String access) {
        return differences.stream()
                .map(each -> new StoredFault(each.kind(), row.where(each.column()), each.message(), access))
                .toList();
    }
}
