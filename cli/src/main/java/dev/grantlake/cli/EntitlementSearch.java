package dev.grantlake.cli;

import dev.grantlake.store.Entitlement;
import dev.grantlake.store.EntitlementKey;
import dev.grantlake.store.ResourceId;
import dev.grantlake.store.StoreException;
import dev.grantlake.store.Sync;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the entitlement that somebody means by its id, which may stand on several resources. */
final class EntitlementSearch {

    /** So many candidates are named where an id is not unique. */
    private static final int NAMED_MAX = 10;

    private final Sync sync;

    EntitlementSearch(Sync sync) {
        this.sync = sync;
    }

    /**
     * The key of the one entitlement with this id, or of the one on the resource {@code on}.
     *
     * @throws StoreException if there is none, or if there are several and none is chosen
     */
    EntitlementKey find(String id, @Nullable String on) {
        return tryFind(id, on).orElseThrow(() -> notFound(id));
    }

    /** As {@link #find}, but empty if there is no such entitlement. */
    Optional<EntitlementKey> tryFind(String id, @Nullable String on) {
        if (on != null) {
            EntitlementKey key = new EntitlementKey(ResourceId.parse(on), id);
            boolean known = sync.entitlements().find(key).isPresent()
                    || sync.grants().forEntitlement(key).first().isPresent();
            if (!known) {
                throw StoreException.notFound("no entitlement \"" + id + "\" on " + on);
            }
            return Optional.of(key);
        }
        List<Entitlement> candidates = sync.entitlements().candidates(id);
        if (candidates.size() > 1) {
            throw ambiguous(id, candidates);
        }
        // Grants may name an entitlement that has no record of its own.
        return candidates.isEmpty()
                ? sync.grants().entitlement(id)
                : candidates.stream().map(Entitlement::key).findFirst();
    }

    StoreException notFound(String id) {
        return StoreException.notFound("no entitlement \"" + id + "\"" + new Neighbours(sync).ofEntitlement(id));
    }

    private static StoreException ambiguous(String id, List<Entitlement> candidates) {
        List<String> named = new ArrayList<>();
        for (Entitlement candidate : candidates.subList(0, Math.min(NAMED_MAX, candidates.size()))) {
            named.add(candidate.resource().toString());
        }
        String more = candidates.size() > NAMED_MAX ? " and " + (candidates.size() - NAMED_MAX) + " more" : "";
        return StoreException.failedPrecondition("entitlement \"" + id + "\" stands on " + candidates.size()
                + " resources; say which with --on: " + String.join(", ", named) + more);
    }
}
