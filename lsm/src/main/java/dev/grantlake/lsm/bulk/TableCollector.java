package dev.grantlake.lsm.bulk;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Sees to it that keys ascend, and divides them into tables. Belongs to one thread. */
final class TableCollector {

    private final TableCuts cuts;
    private final Supplier<TableEntries> empty;
    private final Consumer<TableEntries> full;

    private @Nullable TableEntries present;
    private byte[] lastKey = new byte[64];
    private int lastLength = -1;

    /**
     * A collector that has nothing yet.
     *
     * @param empty where entries go to, taken when it is needed
     * @param full gets the entries of each table that is complete, at least one
     */
    TableCollector(TableCuts cuts, Supplier<TableEntries> empty, Consumer<TableEntries> full) {
        this.cuts = cuts;
        this.empty = empty;
        this.full = full;
    }

    /** Adds an entry; {@code INVALID_ARGUMENT} if its key is not above the one before. */
    void add(byte[] key, int keyOffset, int keyLength, byte[] value, int valueOffset, int valueLength) {
        int sameBytes = requireAscending(key, keyOffset, keyLength);
        long entryBytes = (long) keyLength + valueLength;
        int stay = cuts.offer(key, keyOffset, keyLength, sameBytes, entryBytes);
        while (stay > 0) {
            cutAfter(stay);
            stay = cuts.offer(key, keyOffset, keyLength, sameBytes, entryBytes);
        }
        present().add(key, keyOffset, keyLength, value, valueOffset, valueLength);
        remember(key, keyOffset, keyLength);
    }

    /** Ends the present table, if it has entries, and its family; what follows goes into tables of these sizes. */
    void cutHere(TableSizes next) {
        if (present != null) {
            TableEntries last = present;
            present = null;
            full.accept(last);
        }
        cuts.beginFamily(next);
    }

    private TableEntries present() {
        if (present == null) {
            present = empty.get();
        }
        return present;
    }

    private void cutAfter(int stay) {
        TableEntries table = present();
        present = null;
        if (stay < table.count()) {
            table.moveTail(stay, present());
        }
        full.accept(table);
        cuts.beginTable();
        if (present != null) {
            offerAgain(present);
        }
    }

    /** Tells the cuts of entries that were moved: fewer than make a table, so none ends within them. */
    private void offerAgain(TableEntries moved) {
        byte[] array = moved.array();
        for (int entry = 0; entry < moved.count(); entry++) {
            int start = moved.keyStart(entry);
            int end = moved.valueStart(entry);
            int same = 0;
            if (entry > 0) {
                int before = moved.keyStart(entry - 1);
                same = sameBytes(array, before, moved.valueStart(entry - 1) - before, array, start, end - start);
            }
            cuts.offer(array, start, end - start, same, (long) moved.valueEnd(entry) - start);
        }
    }

    private int requireAscending(byte[] key, int offset, int length) {
        if (lastLength < 0) {
            return 0;
        }
        int same = sameBytes(lastKey, 0, lastLength, key, offset, length);
        boolean ascending = same == lastLength
                ? length > same
                : same < length && Byte.toUnsignedInt(lastKey[same]) < Byte.toUnsignedInt(key[offset + same]);
        if (!ascending) {
            throw new StorageException(
                    StorageException.Kind.INVALID_ARGUMENT,
                    "keys must ascend: " + Bytes.copyOf(key, offset, length) + " comes after "
                            + Bytes.copyOf(lastKey, 0, lastLength));
        }
        return same;
    }

    private static int sameBytes(byte[] one, int oneOffset, int oneLength, byte[] other, int offset, int length) {
        int mismatch = Arrays.mismatch(one, oneOffset, oneOffset + oneLength, other, offset, offset + length);
        return mismatch < 0 ? length : mismatch;
    }

    private void remember(byte[] key, int offset, int length) {
        if (length > lastKey.length) {
            lastKey = new byte[Math.max(length, 2 * lastKey.length)];
        }
        System.arraycopy(key, offset, lastKey, 0, length);
        lastLength = length;
    }
}
