package dev.grantlake.cli;

import dev.grantlake.cli.args.Suggestions;
import dev.grantlake.store.Asset;
import dev.grantlake.store.Entitlement;
import dev.grantlake.store.EntitlementKey;
import dev.grantlake.store.Listing;
import dev.grantlake.store.PageRequest;
import dev.grantlake.store.Resource;
import dev.grantlake.store.ResourceId;
import dev.grantlake.store.ResourceType;
import dev.grantlake.store.SessionEntry;
import dev.grantlake.store.Sync;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Looks around for what somebody may have meant by an id that is not there. Reads the first records and those around
 * the place where the id would be, never all of them: an error message is not worth a walk through a large file.
 */
final class Neighbours {

    private static final int FIRST_MAX = 1_000;
    private static final int NEAR_MAX = 500;
    private static final int SUGGESTED_MAX = 3;

    /** Letters at the end of an id that may be mistyped and still lead to its neighbours. */
    private static final int TAIL = 3;

    private final Sync sync;

    Neighbours(Sync sync) {
        this.sync = sync;
    }

    /** The end of an error message: ids of entitlements that look alike, or nothing. */
    String ofEntitlement(String id) {
        Set<String> texts = new LinkedHashSet<>();
        add(sync.entitlements().all(), FIRST_MAX, Entitlement::id, texts);
        addResourceWithColon(id, texts);
        // Ids are made of a resource and a word as a rule, and that is the order in which they lie.
        String[] parts = id.split(":", 3);
        if (parts.length == 3) {
            for (String resource : List.of(shortened(parts[1]), parts[1])) {
                EntitlementKey place = new EntitlementKey(ResourceId.of(parts[0], resource), "");
                add(sync.entitlements().behind(place), NEAR_MAX, Entitlement::id, texts);
            }
        }
        return hint(id, texts);
    }

    /** The end of an error message: resources that look alike, or types that do, or nothing. */
    String ofResource(ResourceId id) {
        Set<String> texts = resources(id);
        if (texts.isEmpty()) {
            for (String type : near(id.type(), resourceTypes())) {
                texts.addAll(resources(ResourceId.of(type, id.id())));
            }
        }
        return hint(id.toString(), texts);
    }

    /** The end of an error message: ids of assets that look alike, or nothing. */
    String ofAsset(String id) {
        Set<String> texts = new LinkedHashSet<>();
        add(sync.assets().all(), FIRST_MAX, Asset::id, texts);
        return hint(id, texts);
    }

    /** The end of an error message: session keys that look alike, or nothing. */
    String ofSessionKey(String key) {
        Set<String> texts = new LinkedHashSet<>();
        add(sync.sessions().all(), FIRST_MAX, SessionEntry::key, texts);
        return hint(key, texts);
    }

    /** The end of an error message: ids of resource types that look alike, or nothing. */
    String ofResourceType(String id) {
        return hint(id, resourceTypes());
    }

    /** Who writes {@code group:g0001} may mean the resource, whose parts are joined by a slash. */
    private void addResourceWithColon(String id, Set<String> texts) {
        int colon = id.indexOf(':');
        if (colon >= 0) {
            ResourceId resource = ResourceId.of(id.substring(0, colon), id.substring(colon + 1));
            if (sync.resources().find(resource).isPresent()) {
                texts.add(resource.toString());
            }
        }
    }

    private Set<String> resources(ResourceId id) {
        Set<String> texts = new LinkedHashSet<>();
        add(sync.resources().ofType(id.type()), FIRST_MAX, Neighbours::text, texts);
        for (String start : List.of(shortened(id.id()), id.id())) {
            add(sync.resources().behind(ResourceId.of(id.type(), start)), NEAR_MAX, Neighbours::text, texts);
        }
        return texts;
    }

    private Set<String> resourceTypes() {
        Set<String> texts = new LinkedHashSet<>();
        add(sync.resourceTypes().all(), FIRST_MAX, ResourceType::id, texts);
        return texts;
    }

    private static String text(Resource resource) {
        return resource.id().toString();
    }

    private static String shortened(String id) {
        return id.substring(0, id.offsetByCodePoints(0, Math.max(0, id.codePointCount(0, id.length()) - TAIL)));
    }

    private static <T> void add(Listing<T> listing, int max, Function<T, String> text, Set<String> into) {
        for (T record : listing.page(PageRequest.ofSize(max)).records()) {
            into.add(text.apply(record));
        }
    }

    private static String hint(String given, Set<String> texts) {
        List<String> near = near(given, texts);
        return near.isEmpty() ? "" : "; did you mean " + String.join(", ", near) + "?";
    }

    private static List<String> near(String given, Set<String> texts) {
        return Suggestions.near(given, texts, SUGGESTED_MAX);
    }
}
