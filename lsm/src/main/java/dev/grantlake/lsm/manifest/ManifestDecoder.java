package dev.grantlake.lsm.manifest;

import dev.grantlake.base.ByteReader;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.key.InternalKey;
import dev.grantlake.lsm.key.KeyBounds;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.record.LogRecord;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * Decodes one record of a manifest into its edits; the layouts are with {@link ManifestEdit}. Everything is checked
 * that one record alone can show: that fields end, levels exist, bounds are in order. Belongs to one thread.
 *
 * <p>Custom fields follow a table of tag 103 or 104, each a uvarint number and a value, up to number 1:
 *
 * <pre>
 *   1 | end, no value
 *   2 | needs compaction: bytes of length 1
 *   6 | creation time: bytes that hold one uvarint
 *  66 | virtual: uvarint file number of the backing
 *  67 | synthetic prefix: bytes
 *  68 | synthetic suffix: bytes
 *  69 | blob references: uvarint depth, uvarint count, count times (uvarint blob file, uvarint value size)
 *   … | other numbers with bit 6 clear: bytes, skipped; with bit 6 set: cannot be skipped
 * </pre>
 */
final class ManifestDecoder {

    private static final int LAST_LEVEL = 6;
    private static final int MAX_NAME_BYTES = 1 << 10;
    private static final String TABLE_NUMBER = "table number";

    /** An edit takes two bytes and becomes an object; a whole version in one record has one for each table. */
    private static final int MAX_EDITS = 1 << 18;

    /** A blob reference takes two bytes and becomes an object; each stands for a file of its own. */
    private static final int MAX_BLOB_REFERENCES = 1 << 14;

    private final ByteReader in;

    private ManifestDecoder(ByteReader in) {
        this.in = in;
    }

    /**
     * Decodes a whole record.
     *
     * @param file the manifest as error messages name it
     * @throws StorageException of kind {@code CORRUPT} for anything that is not a version edit, {@code UNSUPPORTED} for
     *     column families and for custom fields that must be understood and are not, {@code LIMIT_EXCEEDED} for more
     *     edits than any writer puts into one record
     */
    static ManifestRecord decode(LogRecord record, String file) {
        Location where = new Location(file, record.offset(), "version edit");
        // Behind the first chunk a record's bytes no longer lie where their index says, so errors count from its start.
        Location payload = new Location(file, 0, "version edit at " + record.offset() + ", byte");
        ManifestDecoder decoder = new ManifestDecoder(new ByteReader(record.payload(), payload));
        List<ManifestEdit> edits = new ArrayList<>();
        while (!decoder.in.atEnd()) {
            if (edits.size() == MAX_EDITS) {
                throw StorageException.limit(where, "more than " + MAX_EDITS + " edits in one record");
            }
            edits.add(decoder.edit());
        }
        return new ManifestRecord(
                where, record.payload().length(), record.chunks().size(), edits);
    }

    private ManifestEdit edit() {
        Location where = in.here();
        int tag = in.readVarint31("tag", Integer.MAX_VALUE);
        return switch (tag) {
            case Tag.COMPARER -> new ManifestEdit.Comparer(comparer());
            case Tag.LOG_NUMBER -> new ManifestEdit.LogNumber(number("log number"));
            case Tag.NEXT_FILE_NUMBER -> new ManifestEdit.NextFileNumber(number("next file number"));
            case Tag.LAST_SEQUENCE -> new ManifestEdit.LastSequence(sequence());
            case Tag.COMPACT_POINTER ->
                new ManifestEdit.CompactPointer(level(), in.readLengthPrefixed("compact pointer"));
            case Tag.DELETED_TABLE -> new ManifestEdit.DeletedTable(level(), number(TABLE_NUMBER));
            case Tag.NEW_TABLE, Tag.NEW_TABLE_2, Tag.NEW_TABLE_3, Tag.NEW_TABLE_4, Tag.NEW_TABLE_5 ->
                newTable(tag, where);
            case Tag.PREVIOUS_LOG -> new ManifestEdit.PreviousLog(number("previous log number"));
            case Tag.CREATED_BACKING -> new ManifestEdit.CreatedBacking(fileNumber(), number("backing size"));
            case Tag.REMOVED_BACKING -> new ManifestEdit.RemovedBacking(fileNumber());
            case Tag.NEW_BLOB_FILE ->
                new ManifestEdit.NewBlobFile(
                        number("blob file"), fileNumber(), number("size"), number("value size"), in.readVarint64());
            case Tag.DELETED_BLOB_FILE -> new ManifestEdit.DeletedBlobFile(number("blob file"), fileNumber());
            default -> {
                if (tag >= Tag.FIRST_COLUMN_FAMILY_TAG && tag <= Tag.LAST_COLUMN_FAMILY_TAG) {
                    throw StorageException.unsupported(where, "column families");
                }
                throw StorageException.corrupt(where, "a tag of a version edit", Integer.toString(tag));
            }
        };
    }

    private ManifestEdit.NewTable newTable(int tag, Location where) {
        int level = level();
        long number = number(TABLE_NUMBER);
        if (tag == Tag.NEW_TABLE_3) {
            in.readVarint64();
        }
        long size = number("table size");
        KeyBounds points = null;
        KeyBounds rangeKeys = null;
        if (tag == Tag.NEW_TABLE_5) {
            Location markerAt = in.here();
            int marker = in.readUnsignedByte();
            points = (marker & Tag.MARKER_HAS_POINTS) == 0 ? null : bounds(false);
            rangeKeys = bounds(true);
            checkMarker(marker, points, rangeKeys, markerAt);
        } else {
            points = bounds(false);
        }
        long smallestSequence = tag == Tag.NEW_TABLE ? 0 : sequence();
        long largestSequence = tag == Tag.NEW_TABLE ? 0 : sequence();
        if (smallestSequence > largestSequence) {
            throw StorageException.corrupt(
                    where, "sequence numbers in order", smallestSequence + " to " + largestSequence);
        }
        CustomFields custom = new CustomFields();
        if (tag == Tag.NEW_TABLE_4 || tag == Tag.NEW_TABLE_5) {
            custom.read();
        }
        return new ManifestEdit.NewTable(
                tag,
                level,
                new TableMetadata(
                        number,
                        size,
                        points,
                        rangeKeys,
                        smallestSequence,
                        largestSequence,
                        custom.creationTime,
                        custom.needsCompaction,
                        custom.backing,
                        custom.syntheticPrefix,
                        custom.syntheticSuffix,
                        custom.blobReferences));
    }

    /** The marker repeats what the bounds show; where the two disagree one of them is damaged. */
    private static void checkMarker(int marker, @Nullable KeyBounds points, KeyBounds rangeKeys, Location where) {
        int expected = Tag.marker(points, rangeKeys);
        if (marker != expected) {
            throw StorageException.corrupt(where, "bounds marker " + expected, Integer.toString(marker));
        }
    }

    private KeyBounds bounds(boolean ofRangeKeys) {
        Location where = in.here();
        KeyBounds bounds = new KeyBounds(key(ofRangeKeys), key(ofRangeKeys));
        if (!bounds.sound()) {
            throw StorageException.corrupt(where, "bounds in order", bounds.toString());
        }
        return bounds;
    }

    private InternalKey key(boolean ofRangeKey) {
        Location where = in.here();
        InternalKey key = InternalKey.decode(in.readLengthPrefixed("table bound"), where);
        KeyKind kind = KeyKind.ofCode(Trailer.kindCode(key.trailer()), where);
        boolean legal = switch (kind) {
            case DELETE, SET, MERGE, SINGLE_DELETE, RANGE_DELETE, SET_WITH_DELETE, DELETE_SIZED -> !ofRangeKey;
            case RANGE_KEY_DELETE, RANGE_KEY_UNSET, RANGE_KEY_SET -> ofRangeKey;
            case LOG_DATA, SEPARATOR, INGEST_SST, EXCISE -> false;
        };
        if (!legal) {
            throw StorageException.corrupt(
                    where, "the bound of a table's " + (ofRangeKey ? "range" : "point") + " keys", key.toString());
        }
        return key;
    }

    private String comparer() {
        Location where = in.here();
        Bytes name = in.readLengthPrefixed("comparer name");
        if (name.length() > MAX_NAME_BYTES) {
            throw StorageException.corrupt(
                    where, "a name of at most " + MAX_NAME_BYTES + " bytes", name.length() + " bytes");
        }
        return name.toUtf8();
    }

    private int level() {
        return in.readVarint31("level", LAST_LEVEL);
    }

    private long fileNumber() {
        return number("file number");
    }

    private long sequence() {
        return number("sequence number", Trailer.MAX_SEQUENCE);
    }

    private long number(String what) {
        return number(what, Long.MAX_VALUE);
    }

    private long number(String what, long limit) {
        Location where = in.here();
        long value = in.readVarint64();
        if (value < 0 || value > limit) {
            throw StorageException.corrupt(where, what + " of at most " + limit, Long.toUnsignedString(value));
        }
        return value;
    }

    /** The optional fields of a table, filled while they are read. */
    private final class CustomFields {

        private long creationTime;
        private boolean needsCompaction;
        private long backing;
        private Bytes syntheticPrefix = Bytes.EMPTY;
        private Bytes syntheticSuffix = Bytes.EMPTY;
        private List<TableMetadata.BlobReference> blobReferences = List.of();

        void read() {
            while (true) {
                Location where = in.here();
                int field = in.readVarint31("custom field", Integer.MAX_VALUE);
                switch (field) {
                    case Tag.CUSTOM_END -> {
                        return;
                    }
                    case Tag.CUSTOM_NEEDS_COMPACTION -> needsCompaction = flag(where);
                    case Tag.CUSTOM_CREATION_TIME -> creationTime = wrappedVarint(where);
                    case Tag.CUSTOM_VIRTUAL -> backing = backingNumber(where);
                    case Tag.CUSTOM_SYNTHETIC_PREFIX -> syntheticPrefix = in.readLengthPrefixed("synthetic prefix");
                    case Tag.CUSTOM_SYNTHETIC_SUFFIX -> syntheticSuffix = in.readLengthPrefixed("synthetic suffix");
                    case Tag.CUSTOM_BLOB_REFERENCES -> blobReferences = blobReferences();
                    default -> {
                        if ((field & Tag.CUSTOM_MUST_KNOW) != 0) {
                            throw StorageException.unsupported(where, "table with custom field " + field);
                        }
                        in.readLengthPrefixed("custom field");
                    }
                }
            }
        }

        private boolean flag(Location where) {
            Bytes value = in.readLengthPrefixed("compaction mark");
            if (value.length() != 1) {
                throw StorageException.corrupt(where, "a compaction mark of 1 byte", value.length() + " bytes");
            }
            return value.at(0) == 1;
        }

        private long wrappedVarint(Location where) {
            Bytes value = in.readLengthPrefixed("creation time");
            ByteReader inside = new ByteReader(value, where);
            long time = inside.readVarint64();
            if (!inside.atEnd()) {
                throw StorageException.corrupt(
                        where, "a creation time and nothing behind it", inside.remaining() + " bytes");
            }
            return time;
        }

        private long backingNumber(Location where) {
            long number = fileNumber();
            if (number == 0) {
                throw StorageException.corrupt(where, "the file number of a backing", "0");
            }
            return number;
        }

        private List<TableMetadata.BlobReference> blobReferences() {
            Location where = in.here();
            long depth = number("blob reference depth");
            // Each reference takes two bytes or more, so the count is bounded by what is left of the record.
            int count = in.readVarint31("blob references", Math.min(MAX_BLOB_REFERENCES, in.remaining() / 2));
            if (depth > count || (depth == 0) != (count == 0)) {
                throw StorageException.corrupt(where, "a depth that fits " + count + " blob references", depth + "");
            }
            List<TableMetadata.BlobReference> references = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                references.add(new TableMetadata.BlobReference(number("blob file"), number("value size")));
            }
            return references;
        }
    }
}
