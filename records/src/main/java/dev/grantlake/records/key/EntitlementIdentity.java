package dev.grantlake.records.key;

import dev.grantlake.store.EntitlementKey;
import dev.grantlake.store.ResourceId;

/**
 * The form in which an entitlement's identity stands in keys: resource type, resource id, flag, tail.
 *
 * <p>With {@code P = type ":" id ":"}, an entitlement id that starts with P is <em>stripped</em> (flag {@code 1}, the
 * tail is the rest); any other is <em>opaque</em> (flag {@code 0}, the tail is all of it). This is prefix compression
 * and nothing else: for a given resource, ids and (flag, tail) correspond one to one. P ends in an ASCII character, so
 * the prefix test gives the same answer on text as on bytes.
 */
record EntitlementIdentity(String resourceType, String resourceId, boolean stripped, String tail) {

    private static final String STRIPPED = "1";
    private static final String OPAQUE = "0";

    static EntitlementIdentity of(EntitlementKey key) {
        ResourceId resource = key.resource();
        String prefix = resource.type() + ":" + resource.id() + ":";
        boolean stripped = key.id().startsWith(prefix);
        String tail = stripped ? key.id().substring(prefix.length()) : key.id();
        return new EntitlementIdentity(resource.type(), resource.id(), stripped, tail);
    }

    /** What four components of a key stand for; a flag other than {@code 1} is opaque. */
    static EntitlementIdentity ofComponents(String resourceType, String resourceId, String flag, String tail) {
        return new EntitlementIdentity(resourceType, resourceId, flag.equals(STRIPPED), tail);
    }

    String flag() {
        return stripped ? STRIPPED : OPAQUE;
    }

    EntitlementKey toKey() {
        String id = stripped ? resourceType + ":" + resourceId + ":" + tail : tail;
        return new EntitlementKey(new ResourceId(resourceType, resourceId), id);
    }
}
