package dev.grantlake.lake.version;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lake.dataset.Column;
import dev.grantlake.lake.dataset.DatasetVersion;
import dev.grantlake.lake.dataset.RowBatch;
import dev.grantlake.lake.table.TableReader;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads of a version that has no directory: a version of the past. */
final class FilterReader implements TableReader {

    /** Keys of one question. */
    private static final int KEYS = 1000;

    private final DatasetVersion version;

    FilterReader(DatasetVersion version) {
        this.version = version;
    }

    @Override
    public @Nullable Bytes get(Bytes key) {
        return getAll(List.of(key)).get(0);
    }

    @Override
    public List<@Nullable Bytes> getAll(List<Bytes> keys) {
        Map<Bytes, Bytes> found = new HashMap<>();
        ByteView key = new ByteView();
        for (int from = 0; from < keys.size(); from += KEYS) {
            List<Bytes> some = keys.subList(from, Math.min(keys.size(), from + KEYS));
            RowBatch rows = version.find(some, EnumSet.of(Column.KEY, Column.VALUE, Column.TOMBSTONE));
            for (int i = 0; i < rows.count(); i++) {
                if (!rows.tombstone(i)) {
                    rows.keys().show(i, key);
                    found.put(key.copy(), rows.values().copy(i));
                }
            }
        }
        List<@Nullable Bytes> values = new ArrayList<>(keys.size());
        for (Bytes wanted : keys) {
            values.add(found.get(wanted));
        }
        return values;
    }

    @Override
    public boolean contains(Bytes key) {
        RowBatch rows = version.find(List.of(key), EnumSet.of(Column.TOMBSTONE));
        return rows.count() > 0 && !rows.tombstone(0);
    }

    @Override
    public Cursor cursor(KeyRange range) {
        return new FilterCursor(version, range, true);
    }

    @Override
    public Cursor keys(KeyRange range) {
        return new FilterCursor(version, range, false);
    }
}
