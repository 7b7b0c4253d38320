package dev.grantlake.lsm.inspect;

import dev.grantlake.base.ByteReader;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.lsm.sstable.TableProperties;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a writer noted of whole blocks: that every point in them is obsolete. Which number the note has among the
 * properties of blocks is a property of the table.
 */
final class ObsoleteNote {

    private static final String NAME = "obsolete-key";
    private static final byte ALL = 't';

    private final int number;
    private final boolean wholeTable;

    private ObsoleteNote(int number, boolean wholeTable) {
        this.number = number;
        this.wholeTable = wholeTable;
    }

    static ObsoleteNote of(TableProperties properties) {
        @Nullable Bytes note = properties.others().get(NAME);
        return note == null || note.isEmpty()
                ? new ObsoleteNote(-1, false)
                : new ObsoleteNote(note.at(0) & 0xff, isAll(note.from(1)));
    }

    /** Whether all points of the table are said to be obsolete. */
    boolean ofWholeTable() {
        return wholeTable;
    }

    /**
     * Whether all points below an entry of an index are said to be.
     *
     * @param properties of the entry
     * @throws dev.grantlake.base.StorageException of kind {@code CORRUPT} if they are malformed
     */
    boolean of(Bytes properties, Location where) {
        ByteReader in = new ByteReader(properties, where);
        boolean found = false;
        while (!in.atEnd()) {
            int each = in.readUnsignedByte();
            Bytes value = in.readLengthPrefixed("a block property");
            found |= each == number && isAll(value);
        }
        return found;
    }

    private static boolean isAll(Bytes value) {
        return value.length() == 1 && value.at(0) == ALL;
    }
}
