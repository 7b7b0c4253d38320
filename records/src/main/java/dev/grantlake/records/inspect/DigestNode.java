package dev.grantlake.records.inspect;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.kv.KeyValueReader;
import dev.grantlake.records.codec.DigestCodec;
import dev.grantlake.records.key.DigestKey;
import dev.grantlake.records.key.KeyFamily;
import dev.grantlake.records.row.Row;
import dev.grantlake.store.EntitlementKey;
import dev.grantlake.store.GrantDigest;

import java.util.Optional;
import java.util.function.Consumer;

/**
 * One stored digest of grants.
 *
 * @param level {@code whole} for all grants, {@code root} for one entitlement's, {@code leaf} for one bucket of them
 * @param entitlement whose grants; empty for the whole file
 * @param bucket of a leaf: the first 16-bit bucket hash it covers; otherwise 0
 * @param width of a root: how many leading bits choose a leaf; otherwise 0
 */
public record DigestNode(
        String level, Optional<EntitlementKey> entitlement, int bucket, int width, GrantDigest digest) {

    /** Hands all digest nodes of a store to {@code action}, in key order; a malformed one is an error. */
    public static void forEach(KeyValueReader reader, String file, Consumer<DigestNode> action) {
        try (Cursor cursor = reader.cursor(KeyRange.prefix(KeyFamily.DIGEST.header()))) {
            for (boolean more = cursor.first(); more; more = cursor.next()) {
                action.accept(
                        of(new Row(file, cursor.key().copy(), cursor.value().copy())));
            }
        }
    }

    /** The stored digest of one entitlement's grants, if there is one; a malformed one is an error. */
    public static Optional<DigestNode> root(KeyValueReader reader, String file, EntitlementKey entitlement) {
        Bytes key = DigestKey.root(entitlement);
        Bytes value = reader.get(key);
        return value == null ? Optional.empty() : Optional.of(of(new Row(file, key, value)));
    }

    private static DigestNode of(Row row) {
        DigestKey key = DigestKey.of(row.file(), row.key());
        boolean root = key.level() == DigestKey.Level.ROOT;
        return new DigestNode(
                key.level().label(),
                key.entitlement(),
                key.bucket(),
                root ? DigestCodec.width(row) : 0,
                root ? DigestCodec.root(row) : DigestCodec.sum(row));
    }
}
