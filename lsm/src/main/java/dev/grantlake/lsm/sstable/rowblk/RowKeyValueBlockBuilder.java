package dev.grantlake.lsm.sstable.rowblk;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;

import java.util.Arrays;
import java.util.SortedMap;

/** Builds a row metaindex or properties block; the counterpart of {@link RowKeyValueBlock}. */
public final class RowKeyValueBlockBuilder {

    private RowKeyValueBlockBuilder() {}

    /** Writes a metaindex over what {@code target} holds: every entry is a restart. The names are ASCII. */
    public static void writeMetaindex(SortedMap<String, Bytes> entries, ByteSink target) {
        write(entries, 1, target);
    }

    /** Writes properties over what {@code target} holds: only the first entry is a restart. The names are ASCII. */
    public static void writeProperties(SortedMap<String, Bytes> entries, ByteSink target) {
        write(entries, RowBlockBuilder.WHOLE_BLOCK, target);
    }

    private static void write(SortedMap<String, Bytes> entries, int interval, ByteSink target) {
        RowBlockBuilder block = new RowBlockBuilder(interval);
        byte[] last = new byte[0];
        for (var entry : entries.entrySet()) {
            byte[] name = Bytes.utf8(entry.getKey()).toArray();
            // Names differ, so there is a mismatch.
            int shared = block.atRestart() ? 0 : Arrays.mismatch(last, name);
            block.begin(shared, name.length - shared, entry.getValue().length(), false)
                    .writeBytes(name, shared, name.length - shared)
                    .writeBytes(entry.getValue());
            last = name;
        }
        block.finish(target);
    }
}
