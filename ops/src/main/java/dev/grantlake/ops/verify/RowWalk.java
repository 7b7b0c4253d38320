package dev.grantlake.ops.verify;

import dev.grantlake.kv.KeyRange;
import dev.grantlake.records.key.KeyFamily;
import dev.grantlake.records.row.Row;

import java.util.function.Consumer;

/** Goes through all rows of a family, checks each, and hands the sound ones on. */
final class RowWalk {

    private final RecordScope scope;
    private final RowCheck check;
    private final KeyFamily family;

    RowWalk(RecordScope scope, Suspects suspects, KeyFamily family) {
        this.scope = scope;
        this.check = new RowCheck(scope, suspects, family);
        this.family = family;
    }

    void forEach(Consumer<Row> action) {
        forEach(KeyRange.prefix(scope.keys().header(family)), action);
    }

    /** Goes through the rows of a part of the family. */
    void forEach(KeyRange part, Consumer<Row> action) {
        try (Entries entries = scope.entries(part)) {
            while (entries.next()) {
                Row row = new Row(
                        scope.file(), entries.key().copy(), entries.value().retain());
                if (check.passes(row)) {
                    action.accept(row);
                }
            }
        }
    }
}
