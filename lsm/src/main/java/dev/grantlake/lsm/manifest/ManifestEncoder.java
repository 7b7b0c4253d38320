package dev.grantlake.lsm.manifest;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.base.Varint;
import dev.grantlake.lsm.key.InternalKey;
import dev.grantlake.lsm.key.KeyBounds;
import org.jspecify.annotations.Nullable;

/**
 * Encodes edits as {@link ManifestDecoder} reads them, in the bytes that Pebble v2.1.5 writes for the same. Belongs to
 * one thread.
 */
final class ManifestEncoder {

    private final ByteSink out = new ByteSink();

    /** Appends one edit to the record that is being put together. */
    void add(ManifestEdit edit) {
        if (edit instanceof ManifestEdit.Comparer comparer) {
            tag(Tag.COMPARER).writeLengthPrefixed(Bytes.utf8(comparer.name()));
        } else if (edit instanceof ManifestEdit.LogNumber log) {
            tag(Tag.LOG_NUMBER).writeVarint(log.number());
        } else if (edit instanceof ManifestEdit.NextFileNumber next) {
            tag(Tag.NEXT_FILE_NUMBER).writeVarint(next.number());
        } else if (edit instanceof ManifestEdit.LastSequence last) {
            tag(Tag.LAST_SEQUENCE).writeVarint(last.sequence());
        } else if (edit instanceof ManifestEdit.CompactPointer pointer) {
            tag(Tag.COMPACT_POINTER).writeVarint(pointer.level()).writeLengthPrefixed(pointer.key());
        } else if (edit instanceof ManifestEdit.PreviousLog log) {
            tag(Tag.PREVIOUS_LOG).writeVarint(log.number());
        } else if (edit instanceof ManifestEdit.DeletedTable deleted) {
            tag(Tag.DELETED_TABLE).writeVarint(deleted.level()).writeVarint(deleted.number());
        } else if (edit instanceof ManifestEdit.NewTable added) {
            add(added.level(), added.table());
        } else if (edit instanceof ManifestEdit.CreatedBacking created) {
            tag(Tag.CREATED_BACKING).writeVarint(created.fileNumber()).writeVarint(created.size());
        } else if (edit instanceof ManifestEdit.RemovedBacking removed) {
            tag(Tag.REMOVED_BACKING).writeVarint(removed.fileNumber());
        } else if (edit instanceof ManifestEdit.NewBlobFile blob) {
            tag(Tag.NEW_BLOB_FILE).writeVarint(blob.blobFile()).writeVarint(blob.fileNumber());
            out.writeVarint(blob.size()).writeVarint(blob.valueSize()).writeVarint(blob.creationTime());
        } else {
            ManifestEdit.DeletedBlobFile blob = (ManifestEdit.DeletedBlobFile) edit;
            tag(Tag.DELETED_BLOB_FILE).writeVarint(blob.blobFile()).writeVarint(blob.fileNumber());
        }
    }

    /** The record of all edits added since the last one was taken. */
    Bytes take() {
        Bytes record = out.toBytes();
        out.clear();
        return record;
    }

    private void add(int level, TableMetadata table) {
        if (!table.blobReferences().isEmpty()) {
            throw StorageException.unsupported(
                    Location.of(table.fileName(), "version edit"), "a table with values in other files");
        }
        int tag = tagOf(table);
        tag(tag).writeVarint(level).writeVarint(table.number()).writeVarint(table.size());
        KeyBounds rangeKeys = table.rangeKeys();
        if (rangeKeys != null) {
            out.writeByte(Tag.marker(table.points(), rangeKeys));
        }
        addBounds(table.points());
        addBounds(rangeKeys);
        out.writeVarint(table.smallestSequence()).writeVarint(table.largestSequence());
        if (tag != Tag.NEW_TABLE_2) {
            addCustomFields(table);
        }
    }

    /**
     * The tag that Pebble chooses. Of tag 104 it writes no custom fields, not even their end, if there are none, and
     * cannot read that; here the end is written.
     */
    static int tagOf(TableMetadata table) {
        if (table.rangeKeys() != null) {
            return Tag.NEW_TABLE_5;
        }
        boolean custom = table.creationTime() != 0
                || table.markedForCompaction()
                || table.virtual()
                || !table.syntheticPrefix().isEmpty()
                || !table.syntheticSuffix().isEmpty();
        return custom ? Tag.NEW_TABLE_4 : Tag.NEW_TABLE_2;
    }

    private void addCustomFields(TableMetadata table) {
        if (table.creationTime() != 0) {
            tag(Tag.CUSTOM_CREATION_TIME)
                    .writeVarint(Varint.size(table.creationTime()))
                    .writeVarint(table.creationTime());
        }
        if (table.markedForCompaction()) {
            tag(Tag.CUSTOM_NEEDS_COMPACTION).writeVarint(1).writeByte(1);
        }
        if (table.virtual()) {
            tag(Tag.CUSTOM_VIRTUAL).writeVarint(table.backing());
        }
        if (!table.syntheticPrefix().isEmpty()) {
            tag(Tag.CUSTOM_SYNTHETIC_PREFIX).writeLengthPrefixed(table.syntheticPrefix());
        }
        if (!table.syntheticSuffix().isEmpty()) {
            tag(Tag.CUSTOM_SYNTHETIC_SUFFIX).writeLengthPrefixed(table.syntheticSuffix());
        }
        tag(Tag.CUSTOM_END);
    }

    private void addBounds(@Nullable KeyBounds bounds) {
        if (bounds != null) {
            addKey(bounds.smallest());
            addKey(bounds.largest());
        }
    }

    private void addKey(InternalKey key) {
        out.writeVarint(key.userKey().length() + InternalKey.TRAILER_BYTES)
                .writeBytes(key.userKey())
                .writeLongLe(key.trailer());
    }

    private ByteSink tag(int tag) {
        return out.writeVarint(tag);
    }
}
