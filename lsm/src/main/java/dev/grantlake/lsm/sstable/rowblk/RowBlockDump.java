package dev.grantlake.lsm.sstable.rowblk;

import dev.grantlake.base.AnnotatedDump;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.LittleEndian;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;

/** Explains every byte of a row block. */
public final class RowBlockDump {

    private RowBlockDump() {}

    /**
     * Explains a block.
     *
     * @param bytes the decoded block, which must also be the innermost region of {@code dump}, nothing of it explained
     * @param where the block's place in its table
     * @param text what keys and values mean
     * @throws StorageException of kind {@code CORRUPT} at the first thing that is wrong; what comes before it has been
     *     explained then
     */
    public static void annotate(Bytes bytes, Location where, RowText text, AnnotatedDump dump) {
        RowBlock block = new RowBlock();
        block.load(bytes, where);
        RowWalk walk = new RowWalk(block);
        walk.start(0);
        while (!dump.full() && walk.next()) {
            entry(walk.entry(), walk.key(), walk.entry().value(block), text, dump);
        }
        for (int i = 0; i < block.restarts() && !dump.full(); i++) {
            int stored = LittleEndian.getInt(block.array(), block.index(bytes.length() - dump.remaining()));
            dump.item(
                    Integer.BYTES,
                    "restart " + i + " at " + block.restart(i) + (stored < 0 ? ", versions of one key before it" : ""));
        }
        if (!dump.full()) {
            dump.item(Integer.BYTES, block.restarts() + " restarts");
        }
    }

    private static void entry(RowEntry entry, Bytes key, Bytes value, RowText text, AnnotatedDump dump) {
        int unshared = entry.unshared();
        dump.item(
                entry.keyAt() - entry.position(),
                "key shares " + entry.shared() + ", adds " + unshared + "; value of " + value.length());
        // An old writer may share bytes of a trailer, which then is not all there.
        int trailer = unshared < text.trailerBytes() ? 0 : text.trailerBytes();
        dump.item(unshared - trailer, text.key(key));
        if (trailer > 0) {
            dump.item(trailer, "its trailer");
        }
        dump.item(value.length(), text.value(key, value));
    }
}
