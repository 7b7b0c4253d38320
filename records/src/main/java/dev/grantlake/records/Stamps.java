package dev.grantlake.records;

import dev.grantlake.base.BigEndian;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.kv.KeyValueReader;
import dev.grantlake.records.key.KeyFamily;
import dev.grantlake.records.key.KeyspaceV2;
import dev.grantlake.records.key.MetaKey;
import dev.grantlake.records.row.KeyOrigin;
import dev.grantlake.records.row.Origin;

/**
 * What a store says of its own layout: two version stamps, which decide whether it can be read, and two markers of work
 * that was interrupted. A store without keys needs no stamps.
 *
 * @param principalIndexComplete whether every grant has its by-principal entry
 * @param digestsExact whether stored digests may be trusted
 */
record Stamps(boolean principalIndexComplete, boolean digestsExact) {

    private static final int ID_FORMAT = 2;
    private static final int INTERIM_ID_FORMAT = 1;

    /** Every key of ours. */
    private static final KeyRange ALL = KeyRange.prefix(Bytes.wrap(new byte[] {KeyFamily.LAYOUT}));

    /** Everything but the engine's own keys. */
    private static final KeyRange DATA = new KeyRange(KeyFamily.RESOURCE_TYPE.header(), KeyFamily.META.header());

    /**
     * Reads the stamps.
     *
     * @throws StorageException of kind {@code UNSUPPORTED} for another layout, which the message names
     */
    static Stamps read(KeyValueReader reader, String file) {
        checkKeyspace(reader, file);
        checkIdFormat(reader, file);
        return new Stamps(
                reader.get(MetaKey.PRINCIPAL_INDEX_PENDING.key()) == null,
                reader.get(MetaKey.DIGEST_PENDING.key()) == null);
    }

    private static void checkKeyspace(KeyValueReader reader, String file) {
        Origin origin = new KeyOrigin(file, MetaKey.KEYSPACE_VERSION.key());
        Bytes stamp = reader.get(MetaKey.KEYSPACE_VERSION.key());
        if (stamp == null) {
            if (hasKeys(reader, ALL)) {
                throw unsupported(
                        origin,
                        "keys without a keyspace stamp: keyspace version 1, the first layout of several syncs in one"
                                + " file, is not read; this version reads keyspace version " + KeyspaceV2.VERSION);
            }
            return;
        }
        int version = version(stamp, origin);
        if (version != KeyspaceV2.VERSION) {
            throw unsupported(
                    origin,
                    "keyspace version " + Integer.toUnsignedString(version) + "; this version reads keyspace version "
                            + KeyspaceV2.VERSION);
        }
    }

    private static void checkIdFormat(KeyValueReader reader, String file) {
        Origin origin = new KeyOrigin(file, MetaKey.ID_FORMAT.key());
        Bytes stamp = reader.get(MetaKey.ID_FORMAT.key());
        if (stamp == null) {
            if (hasKeys(reader, DATA)) {
                throw unsupported(
                        origin,
                        "keys without an id format stamp: interior pebble2, which keys grants and entitlements by"
                                + " external id, is not read; this version reads pebble3");
            }
            return;
        }
        int format = version(stamp, origin);
        if (format != ID_FORMAT) {
            throw unsupported(
                    origin,
                    "id format " + Integer.toUnsignedString(format)
                            + (format == INTERIM_ID_FORMAT ? ", an interim layout that was never released" : "")
                            + "; this version reads id format " + ID_FORMAT);
        }
    }

    private static boolean hasKeys(KeyValueReader reader, KeyRange range) {
        try (Cursor cursor = reader.cursor(range)) {
            return cursor.first();
        }
    }

    private static int version(Bytes stamp, Origin origin) {
        if (stamp.length() != Integer.BYTES) {
            throw origin.corrupt("a stamp of " + Integer.BYTES + " bytes", stamp.toString());
        }
        return BigEndian.getInt(stamp.array(), stamp.offset());
    }

    private static StorageException unsupported(Origin origin, String message) {
        return StorageException.unsupported(origin.location(), message);
    }
}
