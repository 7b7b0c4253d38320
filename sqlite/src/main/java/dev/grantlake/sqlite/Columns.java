package dev.grantlake.sqlite;

import java.util.ArrayList;
import java.util.List;

/** Columns that are selected together: those that a record is made of, and more behind them. Immutable. */
final class Columns {

    private final List<String> names;

    Columns(String[] ofRecord, String... more) {
        List<String> all = new ArrayList<>(List.of(ofRecord));
        all.addAll(List.of(more));
        names = List.copyOf(all);
    }

    String[] names() {
        return names.toArray(String[]::new);
    }

    /** The place of a column in a {@link Row}, which has the number of the row before them. */
    int place(String name) {
        return names.indexOf(name) + 1;
    }
}
