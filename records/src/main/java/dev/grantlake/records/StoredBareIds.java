package dev.grantlake.records;

import dev.grantlake.records.key.ExternalIdKeyspace;
import dev.grantlake.records.row.Row;
import dev.grantlake.store.EntitlementKey;
import dev.grantlake.store.StoreException;
import dev.grantlake.store.spi.RecordScan;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Bare ids where keys hold nothing else: an id is a key. */
final class StoredBareIds implements BareIds {

    private final ExternalIdKeyspace keyspace;
    private final PathWalker walker;

    StoredBareIds(ExternalIdKeyspace keyspace, PathWalker walker) {
        this.keyspace = keyspace;
        this.walker = walker;
    }

    @Override
    public List<EntitlementKey> entitlements(String id) {
        return catalogued(id).stream().toList();
    }

    @Override
    public Optional<EntitlementKey> grantedEntitlement(String id) {
        return catalogued(id).or(() -> named(id));
    }

    private Optional<EntitlementKey> catalogued(String id) {
        return walker.find(keyspace.entitlementById(id), keyspace::entitlementKey);
    }

    private Optional<EntitlementKey> named(String id) {
        EntitlementKey only = null;
        try (RecordScan<EntitlementKey> scan = walker.scan(
                keyspace.grantsNaming(id), null, row -> keyspace.grantKey(row).entitlement())) {
            while (scan.next()) {
                EntitlementKey next = scan.record();
                if (only != null && !only.equals(next)) {
                    throw StoreException.failedPrecondition("entitlement id \"" + id
                            + "\" is ambiguous: grants name it on " + only.resource() + " and on " + next.resource());
                }
                only = next;
            }
        }
        return Optional.ofNullable(only);
    }

    /** A grant without an id lies under an empty one, and its public id is made of what it is. */
    @Override
    public Optional<Row> grant(String id) {
        if (id.isEmpty()) {
            return Optional.empty();
        }
        Optional<Row> stored = walker.find(keyspace.grantById(id), Function.identity());
        return stored.isPresent()
                ? stored
                : walker.find(keyspace.grantById(""), Function.identity())
                        .filter(row -> keyspace.grantKey(row).defaultId().equals(id));
    }
}
