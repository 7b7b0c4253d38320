package dev.grantlake.records;

import dev.grantlake.base.BigEndian;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.KeyValueReader;
import dev.grantlake.records.key.IndexFamily;
import dev.grantlake.records.key.KeyLayout;
import dev.grantlake.records.key.KeyspaceV2;
import dev.grantlake.records.key.MetaKey;
import dev.grantlake.records.row.KeyOrigin;
import dev.grantlake.records.row.Origin;
import dev.grantlake.store.StoreMetadata;

import java.util.Set;

/**
 * What a store says of its own layout: two version stamps, which decide how it is read, and markers of work on its
 * indexes that was done or interrupted.
 *
 * @param completeIndexes the indexes that have an entry for every row that owes one
 * @param digestsExact whether stored digests may be trusted
 */
record Stamps(KeyLayout layout, Set<IndexFamily> completeIndexes, boolean digestsExact) {

    private static final int ID_FORMAT = 2;
    private static final int INTERIM_ID_FORMAT = 1;

    /** The one interior whose stores have no keyspace stamp, as the head of a file names it. */
    private static final String UNSTAMPED_INTERIOR = "pebble";

    Stamps {
        completeIndexes = Set.copyOf(completeIndexes);
    }

    /**
     * Reads the stamps.
     *
     * @throws StorageException of kind {@code UNSUPPORTED} for a layout that is not known, which the message names
     */
    static Stamps read(KeyValueReader reader, StoreMetadata metadata) {
        KeyLayout layout = KeyLayout.of(reader);
        checkKeyspace(reader, layout, metadata);
        checkIdFormat(reader, metadata.file());
        return new Stamps(
                layout,
                layout.completeIndexes(key -> reader.get(key) != null),
                layout == KeyLayout.IDENTITIES && reader.get(MetaKey.DIGEST_PENDING.key()) == null);
    }

    boolean principalIndexComplete() {
        return completeIndexes.contains(IndexFamily.GRANT_BY_PRINCIPAL);
    }

    private static void checkKeyspace(KeyValueReader reader, KeyLayout layout, StoreMetadata metadata) {
        Origin origin = new KeyOrigin(metadata.file(), MetaKey.KEYSPACE_VERSION.key());
        Bytes stamp = reader.get(MetaKey.KEYSPACE_VERSION.key());
        if (stamp != null) {
            int version = version(stamp, origin);
            if (version != KeyspaceV2.VERSION) {
                throw unsupported(
                        origin,
                        "keyspace version " + Integer.toUnsignedString(version)
                                + "; this version reads keyspace version " + KeyspaceV2.VERSION
                                + ", and version 1 where there is no stamp");
            }
        } else if (layout == KeyLayout.EXTERNAL_IDS_BY_SYNC
                && !metadata.interior().equals(UNSTAMPED_INTERIOR)) {
            throw unsupported(
                    origin,
                    "keys without a keyspace stamp under the interior " + metadata.interior()
                            + "; only the interior pebble, keyspace version 1, has none");
        }
    }

    private static void checkIdFormat(KeyValueReader reader, String file) {
        Origin origin = new KeyOrigin(file, MetaKey.ID_FORMAT.key());
        Bytes stamp = reader.get(MetaKey.ID_FORMAT.key());
        if (stamp == null) {
            return;
        }
        int format = version(stamp, origin);
        if (format != ID_FORMAT) {
            throw unsupported(
                    origin,
                    "id format " + Integer.toUnsignedString(format)
                            + (format == INTERIM_ID_FORMAT ? ", an interim layout that was never released" : "")
                            + "; this version reads id format " + ID_FORMAT + ", and pebble2 where there is no stamp");
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
