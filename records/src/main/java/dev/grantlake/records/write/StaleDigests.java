package dev.grantlake.records.write;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.kv.KeyValueReader;
import dev.grantlake.kv.WriteBatch;
import dev.grantlake.records.key.DigestKey;
import dev.grantlake.records.key.EntitlementWalk;
import dev.grantlake.records.key.IndexFamily;
import dev.grantlake.records.key.KeyFamily;
import dev.grantlake.records.row.Row;

import java.util.HashSet;
import java.util.Set;

import static java.util.Objects.requireNonNull;

/**
 * Takes back, in the batch that changes an entitlement's grants, what digests say of them: a missing digest says that
 * it is not known, a stale one would lie. One serves one batch.
 */
final class StaleDigests {

    private final KeyValueReader reader;
    private final WriteBatch batch;
    private final Set<Bytes> done = new HashSet<>();

    StaleDigests(KeyValueReader reader, WriteBatch batch) {
        this.reader = reader;
        this.batch = batch;
    }

    /** A row is written or deleted. An entitlement without grants has a digest as long as it has a row. */
    void changed(KeyFamily family, Row row, boolean deleted) {
        if (family == KeyFamily.GRANT) {
            takeBack(EntitlementWalk.ofGrant(row.key(), row.file()));
        } else if (family == KeyFamily.ENTITLEMENT && deleted) {
            takeBack(row.key().from(KeyFamily.ENTITLEMENT.header().length() + 1));
        }
    }

    private void takeBack(Bytes entitlement) {
        if (done.isEmpty() && reader.get(DigestKey.whole()) != null) {
            batch.delete(DigestKey.whole());
        }
        if (done.add(entitlement)) {
            delete(DigestKey.nodes(entitlement));
            delete(EntitlementWalk.range(IndexFamily.PRINCIPAL_HASH.header(), entitlement));
        }
    }

    private void delete(KeyRange range) {
        try (Cursor cursor = reader.cursor(range)) {
            if (cursor.first()) {
                batch.deleteRange(requireNonNull(range.from()), requireNonNull(range.to()));
            }
        }
    }
}
