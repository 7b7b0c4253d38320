package dev.grantlake.lsm.sstable.rowblk;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Decodes a row block of names and values: the metaindex up to table format Pebblev5 and the properties up to Pebblev6.
 * Entries ascend by name.
 */
public final class RowKeyValueBlock {

    /** The greatest number of entries that a block may have, since each becomes objects. */
    public static final int MAX_ENTRIES = RowWalk.MAX_INTERVAL_ENTRIES;

    /** The greatest length of all names together, since sharing lets a short block repeat a long one. */
    public static final int MAX_NAME_BYTES = 1 << 24;

    private RowKeyValueBlock() {}

    /**
     * The entries of a block by name, in their order; values share the block's array.
     *
     * @throws StorageException of kind {@code LIMIT_EXCEEDED} if there are more than {@link #MAX_ENTRIES} or their
     *     names are longer than {@link #MAX_NAME_BYTES} together
     */
    public static Map<String, Bytes> decode(Bytes bytes, Location where) {
        RowBlock block = new RowBlock();
        block.load(bytes, where);
        RowWalk walk = new RowWalk(block);
        Map<String, Bytes> entries = new LinkedHashMap<>();
        Bytes previous = Bytes.EMPTY;
        int nameBytes = 0;
        walk.start(0);
        while (walk.next()) {
            nameBytes += walk.keyLength();
            if (entries.size() == MAX_ENTRIES || nameBytes > MAX_NAME_BYTES) {
                throw block.limit("more than " + MAX_ENTRIES + " entries or " + MAX_NAME_BYTES + " bytes of names");
            }
            Bytes name = walk.key();
            if (!entries.isEmpty() && name.compareTo(previous) <= 0) {
                throw block.corrupt(
                        walk.entry().position(), "names that ascend", name.toUtf8() + " after " + previous.toUtf8());
            }
            entries.put(name.toUtf8(), walk.entry().value(block));
            previous = name;
        }
        return entries;
    }
}
