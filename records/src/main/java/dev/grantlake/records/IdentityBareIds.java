package dev.grantlake.records;

import dev.grantlake.records.key.Keyspace;
import dev.grantlake.records.row.Row;
import dev.grantlake.store.EntitlementKey;

import java.util.List;
import java.util.Optional;

/** Bare ids where keys hold identities: an id leads to a row by search. */
final class IdentityBareIds implements BareIds {

    private final EntitlementIds entitlements;
    private final GrantIds grants;

    IdentityBareIds(Keyspace keyspace, PathWalker walker) {
        this.entitlements = new EntitlementIds(keyspace, walker);
        this.grants = new GrantIds(keyspace, walker, entitlements);
    }

    @Override
    public List<EntitlementKey> entitlements(String id) {
        return entitlements.find(id);
    }

    @Override
    public Optional<EntitlementKey> grantedEntitlement(String id) {
        return grants.entitlement(id);
    }

    @Override
    public Optional<Row> grant(String id) {
        return grants.find(id);
    }
}
