package dev.grantlake.lsm.sstable;

import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.sstable.block.DataBlockCursor;
import dev.grantlake.lsm.sstable.rowblk.RowPoints;
import org.jspecify.annotations.Nullable;

/** The table formats of Pebble, oldest first. The version is a number in the footer. */
public enum TableFormat {
    PEBBLE_V1(1, "Pebblev1"),
    /** Adds range keys. */
    PEBBLE_V2(2, "Pebblev2"),
    /** Adds value blocks. */
    PEBBLE_V3(3, "Pebblev3"),
    /** Adds sized deletions and the obsolete bit. */
    PEBBLE_V4(4, "Pebblev4"),
    /** Columnar data, index and keyspan blocks. */
    PEBBLE_V5(5, "Pebblev5"),
    /** Columnar metaindex, checksum of the footer, MinLZ. */
    PEBBLE_V6(6, "Pebblev6"),
    /** Columnar properties, attributes in the footer; what Pebble v2.1.5 writes. */
    PEBBLE_V7(7, "Pebblev7");

    private final int version;
    private final String formatName;

    TableFormat(int version, String formatName) {
        this.version = version;
        this.formatName = formatName;
    }

    /** The number in the footer. */
    public int version() {
        return version;
    }

    /** How data, index and keyspan blocks are encoded. */
    public BlockEncoding encoding() {
        return version >= 5 ? BlockEncoding.COLUMNAR : BlockEncoding.ROW;
    }

    /** A cursor over data blocks of this format; it stands nowhere. */
    DataBlockCursor newDataBlockCursor() {
        return encoding().newDataBlockCursor(this);
    }

    /** What entries of row data blocks carry. */
    public RowPoints rowPoints() {
        return new RowPoints(version >= 3, version >= 4);
    }

    /** Whether the metaindex is columnar. */
    public boolean columnarMetaindex() {
        return version >= 6;
    }

    /** Whether the properties are columnar. */
    public boolean columnarProperties() {
        return version >= 7;
    }

    /** Whether the footer has a checksum. */
    public boolean footerChecksum() {
        return version >= 6;
    }

    /** Whether the footer has attributes. */
    public boolean footerAttributes() {
        return version >= 7;
    }

    /** Pebble's own name of the format. */
    @Override
    public String toString() {
        return formatName;
    }

    static TableFormat ofVersion(int version, Location where) {
        TableFormat format = ofVersion(version);
        if (format == null) {
            throw StorageException.unsupported(
                    where, "table format version " + Integer.toUnsignedString(version) + ", known are 1 to 7");
        }
        return format;
    }

    private static @Nullable TableFormat ofVersion(int version) {
        for (TableFormat format : values()) {
            if (format.version == version) {
                return format;
            }
        }
        return null;
    }
}
