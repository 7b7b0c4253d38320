package dev.grantlake.ops.verify;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.records.key.DerivedKeys;
import dev.grantlake.records.key.IndexFamily;
import dev.grantlake.records.key.KeyFamily;
import dev.grantlake.records.key.TupleCodec;
import dev.grantlake.records.row.Row;
import org.jspecify.annotations.Nullable;

/** Goes through all resources: counts them, adds up the by-parent entries that they owe, and looks for their types. */
final class ResourceWalk implements Runnable {

    private static final int HEADER = 3;

    private final RecordScope scope;
    private final SyncState state;
    private final Suspects suspects;
    private final RowTotals totals;
    private final IndexSums owed;

    private @Nullable Bytes lastType;
    private long ofLastType;

    ResourceWalk(RecordScope scope, SyncState state, Suspects suspects, RowTotals totals) {
        this.scope = scope;
        this.state = state;
        this.suspects = suspects;
        this.totals = totals;
        this.owed = new IndexSums(scope.seed());
    }

    @Override
    public void run() {
        try (SortedKeys types = new SortedKeys(scope, KeyRange.prefix(KeyFamily.RESOURCE_TYPE.header()))) {
            new RowWalk(scope, suspects, KeyFamily.RESOURCE).forEach(row -> {
                DerivedKeys.ofResource(row, this::owes);
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
        Bytes components = row.key().from(HEADER);
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
        Bytes key = KeyFamily.RESOURCE_TYPE
                .header()
                .plus(Bytes.wrap(new byte[] {TupleCodec.SEPARATOR}))
                .plus(lastType);
        if (state.isComplete() && !types.mayContain(key)) {
            scope.report(
                    FindingCode.REFERENCE_RESOURCE_TYPE,
                    key,
                    AccessText.count(ofLastType, "resource") + " of a type that has no record",
                    AccessText.ofRow(key));
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
