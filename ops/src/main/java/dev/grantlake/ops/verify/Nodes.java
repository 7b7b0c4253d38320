package dev.grantlake.ops.verify;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.records.key.DigestKey;
import dev.grantlake.records.row.Row;
import org.jspecify.annotations.Nullable;

/** A walk over the digest nodes of entitlements; malformed ones are reported and passed over. */
final class Nodes implements AutoCloseable {

    private final RecordScope scope;
    private final Entries entries;
    private @Nullable Node node;

    /** A node that is well-formed, as far as its key goes. */
    record Node(Bytes partition, DigestKey key, Row row) {}

    /** Stands on the first node of {@code range}. */
    Nodes(RecordScope scope, KeyRange range) {
        this.scope = scope;
        this.entries = scope.entries(range);
        next();
    }

    /** The present node, or null behind the last. */
    @Nullable
    Node node() {
        return node;
    }

    /** The present node if it belongs to {@code partition}, else null. */
    @Nullable
    Node nodeOf(Bytes partition) {
        return node != null && node.partition().equals(partition) ? node : null;
    }

    void next() {
        node = null;
        while (node == null && entries.next()) {
            Row row =
                    new Row(scope.file(), entries.key().copy(), entries.value().copy());
            try {
                node = new Node(
                        DigestKey.partition(scope.file(), row.key()), DigestKey.of(scope.file(), row.key()), row);
            } catch (StorageException e) {
                scope.report(FindingCode.DIGEST_MALFORMED, row.key(), "not the key of a digest node", "");
            }
        }
    }

    @Override
    public void close() {
        entries.close();
    }
}
