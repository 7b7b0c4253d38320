package dev.grantlake.records.write;

import dev.grantlake.base.BigEndian;
import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.Durability;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.kv.KeyValueReader;
import dev.grantlake.kv.KeyValueStore;
import dev.grantlake.kv.WriteBatch;
import dev.grantlake.records.codec.DigestCodec;
import dev.grantlake.records.encode.DigestBuilder;
import dev.grantlake.records.key.DerivedKeys;
import dev.grantlake.records.key.DigestKey;
import dev.grantlake.records.key.EntitlementWalk;
import dev.grantlake.records.key.IndexFamily;
import dev.grantlake.records.key.KeyFamily;
import dev.grantlake.records.row.Row;
import dev.grantlake.store.GrantDigest;

import java.util.EnumSet;
import java.util.Set;

import static java.util.Objects.requireNonNull;

/**
 * Makes the digests that are missing, and the index by hash that they stand on. Touches the grants of those
 * entitlements only, and keeps no more in memory than one batch. Nobody may write meanwhile.
 *
 * <p>An entitlement's nodes are committed behind all its hashes, so whoever finds a root after a crash may trust it.
 */
final class DigestRepair {

    private static final int BATCH_BYTES = 1 << 20;
    private static final Set<IndexFamily> HASHES = EnumSet.of(IndexFamily.PRINCIPAL_HASH);
    private static final int BUCKET_SHIFT = Long.SIZE - Short.SIZE;

    private final KeyValueStore store;
    private final String file;
    private final WriteBatch batch = new WriteBatch();
    private final DigestBuilder builder = new DigestBuilder(batch::set);

    private DigestRepair(KeyValueStore store, String file) {
        this.store = store;
        this.file = file;
    }

    /** Makes what is missing, whose durability is that of the next commit; {@code file} names the store in errors. */
    static void run(KeyValueStore store, String file) {
        new DigestRepair(store, file).run();
    }

    private void run() {
        long hash = 0;
        long count = 0;
        try (KeyValueReader before = store.snapshot();
                EntitlementWalk walk = new EntitlementWalk(before, file)) {
            while (walk.next()) {
                Bytes key = DigestKey.root(walk.entitlement());
                Bytes root = before.get(key);
                if (root == null) {
                    build(walk.entitlement(), before);
                    root = requireNonNull(store.get(key));
                }
                GrantDigest digest = DigestCodec.root(new Row(file, key, root));
                hash ^= digest.hash();
                count += digest.count();
            }
        }
        batch.set(DigestKey.whole(), DigestCodec.encodeSum(new GrantDigest(hash, count)));
        commit();
    }

    private void build(Bytes entitlement, KeyValueReader before) {
        KeyRange hashes = EntitlementWalk.range(IndexFamily.PRINCIPAL_HASH.header(), entitlement);
        try (Cursor left = before.cursor(hashes)) {
            if (left.first()) {
                batch.deleteRange(requireNonNull(hashes.from()), requireNonNull(hashes.to()));
            }
        }
        KeyRange rows = EntitlementWalk.range(KeyFamily.GRANT.header(), entitlement);
        try (Cursor grants = before.cursor(rows)) {
            for (boolean more = grants.first(); more; more = grants.next()) {
                Row grant = new Row(file, grants.key().copy(), grants.value().retain());
                DerivedKeys.ofGrant(grant, HASHES, (index, key, value) -> batch.set(key, value));
                if (batch.sizeBytes() >= BATCH_BYTES) {
                    commit();
                }
            }
        }
        commit();
        // The store has sorted them by now.
        int bucketAt = requireNonNull(hashes.from()).length();
        builder.begin(entitlement);
        try (Cursor sorted = store.cursor(hashes)) {
            for (boolean more = sorted.first(); more; more = sorted.next()) {
                builder.add(bucket(sorted.key(), bucketAt), content(sorted.value()));
            }
        }
        builder.end();
        commit();
    }

    private static long bucket(ByteView key, int at) {
        return ((key.at(at) & 0xffL) << Byte.SIZE | (key.at(at + 1) & 0xffL)) << BUCKET_SHIFT;
    }

    private static long content(ByteView value) {
        return BigEndian.getLong(value.array(), value.offset());
    }

    private void commit() {
        store.commit(batch, Durability.BUFFERED);
        batch.clear();
    }
}
