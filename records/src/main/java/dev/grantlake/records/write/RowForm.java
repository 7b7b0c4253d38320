package dev.grantlake.records.write;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.records.encode.RowBuffer;
import dev.grantlake.records.key.KeyFamily;
import dev.grantlake.records.key.KeyLayout;
import dev.grantlake.records.key.SyncKeys;
import dev.grantlake.records.row.Row;
import dev.grantlake.store.StoreException;
import dev.grantlake.wire.storage.v3.EntitlementRecord;
import dev.grantlake.wire.storage.v3.GrantRecord;

/**
 * Gives encoded records the form that a layout has for them: of today's they are. In a store of many syncs the id of
 * the sync stands in the key, and in the value as its first field. Immutable.
 */
final class RowForm {

    /** The tag of a text in field 1, which holds the id of the sync in keyspace version 1. */
    private static final int SYNC_ID_TAG = 1 << 3 | 2;

    private final SyncKeys keys;
    private final Bytes syncId;
    private final String file;

    /**
     * The form of the rows of one sync.
     *
     * @param file the store as error messages name it
     */
    RowForm(SyncKeys keys, String syncId, String file) {
        this.keys = keys;
        this.syncId = Bytes.utf8(syncId);
        this.file = file;
    }

    /** The row of a record, in memory of its own. */
    Row of(KeyFamily family, RowBuffer row) {
        if (keys.layout() == KeyLayout.IDENTITIES) {
            return row.toRow(file);
        }
        Bytes value = switch (family) {
            case SESSION -> throw StoreException.failedPrecondition("a store of many syncs keeps no sessions");
            case ASSET, SYNC_RUN -> row.value().toBytes();
            default -> withSyncId(row.value());
        };
        Row unplaced = new Row(file, Bytes.EMPTY, value);
        requireId(family, unplaced);
        return new Row(file, keys.rowKey(family, unplaced), value);
    }

    private Bytes withSyncId(ByteSink value) {
        return new ByteSink(value.size() + syncId.length() + 2)
                .writeByte(SYNC_ID_TAG)
                .writeLengthPrefixed(syncId)
                .writeBytes(value)
                .toBytes();
    }

    /** Here the id is the key, and a second record without one would be the first. */
    private static void requireId(KeyFamily family, Row row) {
        int field = switch (family) {
            case ENTITLEMENT -> EntitlementRecord.EXTERNAL_ID_FIELD_NUMBER;
            case GRANT -> GrantRecord.EXTERNAL_ID_FIELD_NUMBER;
            default -> 0;
        };
        if (field != 0 && row.message().bytes(field).isEmpty()) {
            throw StoreException.invalidArgument(
                    "cannot store a " + family.label() + " without an id in a store of many syncs");
        }
    }
}
