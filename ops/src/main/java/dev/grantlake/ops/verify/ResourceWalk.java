package dev.grantlake.ops.verify;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.records.key.IndexFamily;
import dev.grantlake.records.key.KeyFamily;
import dev.grantlake.records.key.TupleCodec;
import dev.grantlake.records.row.Row;
import org.jspecify.annotations.Nullable;

import java.util.Set;

/** Goes through all resources: counts them, adds up the by-parent entries that they owe, and looks for their types. */
final class ResourceWalk implements Runnable {

    private static final Set<IndexFamily> OWED = Set.of(IndexFamily.RESOURCE_BY_PARENT);

    private final RecordScope scope;
    private final int header;
    private final SyncState state;
    private final Suspects suspects;
    private final RowTotals totals;
    private final IndexSums owed;

    private @Nullable Bytes lastType;
    private long ofLastType;

    ResourceWalk(RecordScope scope, SyncState state, Suspects suspects, RowTotals totals) {
        this.scope = scope;
        this.header = scope.keys().header(KeyFamily.RESOURCE).length() + 1;
        this.state = state;
        this.suspects = suspects;
        this.totals = totals;
        this.owed = new IndexSums(scope.seed());
    }

    @Override
    public void run() {
        try (SortedKeys types =
                new SortedKeys(scope, KeyRange.prefix(scope.keys().header(KeyFamily.RESOURCE_TYPE)))) {
            new RowWalk(scope, suspects, KeyFamily.RESOURCE).forEach(row -> {
                scope.keys().entries(KeyFamily.RESOURCE, row, OWED, this::owes);
                type(row, types);
            });
            endType(types);
        }
        totals.addOwed(owed);
    }

    private void owes(IndexFamily index, Bytes key, Bytes value) {
        if (!scope.lost().contains(key)) {
            owed.add(index, key, value);
        }
    }

    private void type(Row row, SortedKeys types) {
        Bytes components = row.key().from(header);
        Bytes type = components.slice(0, separator(components));
        if (lastType == null || !lastType.equals(type)) {
            endType(types);
            lastType = type;
            ofLastType = 0;
        }
        ofLastType++;
    }

    private void endType(SortedKeys types) {
        if (lastType == null) {
            return;
        }
        totals.resources.add(lastType, ofLastType);
        Bytes key = scope.keys()
                .header(KeyFamily.RESOURCE_TYPE)
                .plus(Bytes.wrap(new byte[] {TupleCodec.SEPARATOR}))
                .plus(lastType);
        if (state.isComplete() && !types.mayContain(key)) {
            scope.report(
                    FindingCode.REFERENCE_RESOURCE_TYPE,
                    key,
                    AccessText.count(ofLastType, "resource") + " of a type that has no record");
        }
    }

    private static int separator(Bytes components) {
        int at = 0;
        while (at < components.length() && components.at(at) != TupleCodec.SEPARATOR) {
            at++;
        }
        return at;
    }
}
