package dev.grantlake.lsm.sstable.colblk;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;

import java.util.List;
import java.util.SortedMap;

/** Builds a columnar metaindex or properties block; the counterpart of {@link ColumnarKeyValueBlock}. */
public final class ColumnarKeyValueBlockBuilder {

    private ColumnarKeyValueBlockBuilder() {}

    /** Writes a block over what {@code target} holds. The names are ASCII, and not empty. */
    public static void write(SortedMap<String, Bytes> entries, ByteSink target) {
        BytesColumnBuilder names = new BytesColumnBuilder();
        BytesColumnBuilder values = new BytesColumnBuilder();
        entries.forEach((name, value) -> {
            names.add(Bytes.utf8(name));
            values.add(value);
        });
        new ColumnarBlockBuilder(ColumnarLayout.KEY_VALUE, List.of(names, values)).write(entries.size(), 0, 0, target);
    }
}
