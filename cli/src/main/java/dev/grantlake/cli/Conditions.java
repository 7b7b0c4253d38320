package dev.grantlake.cli;

import dev.grantlake.store.EntitlementFilter;
import dev.grantlake.store.GrantFilter;
import dev.grantlake.store.ResourceFilter;
import dev.grantlake.store.ResourceId;
import dev.grantlake.store.StoreException;
import dev.grantlake.store.Sync;

import java.util.Set;

/**
 * Tells an answer without rows from a question with a mistyped name: what a condition names has to be known, by a
 * record of its own or by grants, or the answer is {@code NOT_FOUND}. Asked only where an answer turned out empty,
 * since it costs a look around.
 */
final class Conditions {

    private final Sync sync;

    Conditions(Sync sync) {
        this.sync = sync;
    }

    private void requireResource(ResourceId id) {
        boolean known = sync.resources().find(id).isPresent()
                || sync.entitlements().onResource(id).first().isPresent()
                || sync.grants().onResource(id).first().isPresent();
        if (!known) {
            throw StoreException.notFound("no resource \"" + id + "\"" + new Neighbours(sync).ofResource(id));
        }
    }

    private void requirePrincipal(ResourceId id) {
        boolean known = sync.resources().find(id).isPresent()
                || sync.grants().forPrincipal(id).first().isPresent();
        if (!known) {
            throw StoreException.notFound("no principal \"" + id + "\"" + new Neighbours(sync).ofResource(id));
        }
    }

    private void requireType(String id) {
        boolean known = sync.resourceTypes().find(id).isPresent()
                || sync.resources().ofType(id).first().isPresent()
                || sync.grants()
                        .matching(GrantFilter.ALL.withResourceType(id))
                        .first()
                        .isPresent();
        if (!known) {
            throw StoreException.notFound("no resource type \"" + id + "\"" + new Neighbours(sync).ofResourceType(id));
        }
    }

    /** Grants may name principals of a type that has no records. */
    private void requirePrincipalType(String id) {
        GrantFilter ofType = GrantFilter.ALL.withPrincipalTypes(Set.of(id));
        if (sync.grants().matching(ofType).first().isEmpty()) {
            requireType(id);
        }
    }

    void requireKnown(ResourceFilter filter) {
        filter.parent().ifPresent(this::requireResource);
        filter.type().ifPresent(this::requireType);
    }

    void requireKnown(EntitlementFilter filter) {
        filter.resource().ifPresent(this::requireResource);
        filter.resourceType().ifPresent(this::requireType);
    }

    void requireKnown(GrantFilter filter) {
        filter.resource().ifPresent(this::requireResource);
        filter.resourceType().ifPresent(this::requireType);
        filter.principal().ifPresent(this::requirePrincipal);
        filter.principalTypes().forEach(this::requirePrincipalType);
    }
}
