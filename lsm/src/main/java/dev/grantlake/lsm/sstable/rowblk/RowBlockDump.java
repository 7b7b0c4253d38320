package dev.grantlake.lsm.sstable.rowblk;

import dev.grantlake.base.AnnotatedDump;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.sstable.block.ValueText;

/** Explains every byte of a row block of names and values. */
public final class RowBlockDump {

    private RowBlockDump() {}

    /**
     * Explains a block.
     *
     * @param bytes the decoded block, which must also be the innermost region of {@code dump}, nothing of it explained
     * @param where the block's place in its table
     * @param valueText what the values mean
     * @throws StorageException of kind {@code CORRUPT} at the first thing that is wrong; what comes before it has been
     *     explained then
     */
    public static void annotate(Bytes bytes, Location where, ValueText valueText, AnnotatedDump dump) {
        RowBlock block = new RowBlock(bytes, where);
        int entry = 0;
        while (!dump.full() && block.next()) {
            Bytes name = block.key();
            Bytes value = block.value();
            int unshared = name.length() - block.shared();
            int head = block.position() - entry - unshared - value.length();
            dump.item(head, "name shares " + block.shared() + ", adds " + unshared + "; value of " + value.length());
            dump.item(unshared, name.toUtf8());
            dump.item(value.length(), valueText.of(name.toUtf8(), value));
            entry = block.position();
        }
        int restarts = (dump.remaining() - Integer.BYTES) / Integer.BYTES;
        for (int i = 0; i < restarts && !dump.full(); i++) {
            dump.item(Integer.BYTES, "restart " + i);
        }
        if (!dump.full()) {
            dump.item(Integer.BYTES, restarts + " restarts");
        }
    }
}
