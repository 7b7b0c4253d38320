package dev.grantlake.workload;

import dev.grantlake.wire.connector.v2.Entitlement;
import dev.grantlake.wire.connector.v2.Grant;
import dev.grantlake.wire.connector.v2.Resource;
import dev.grantlake.wire.connector.v2.ResourceId;

/** Makes ids, and the stubs that carry nothing else. */
final class Ids {

    private Ids() {}

    /** {@code prefix} and {@code number} with at least {@code digits} digits. */
    static String padded(String prefix, int number, int digits) {
        // By hand: formatting takes longer than all the rest of a grant.
        String plain = Integer.toString(number);
        return prefix + "0".repeat(Math.max(0, digits - plain.length())) + plain;
    }

    static ResourceId resourceId(String type, String id) {
        return ResourceId.newBuilder().setResourceType(type).setResource(id).build();
    }

    static Resource stub(String type, String id) {
        return Resource.newBuilder().setId(resourceId(type, id)).build();
    }

    static Entitlement stub(Resource resource, String entitlementId) {
        return Entitlement.newBuilder()
                .setResource(resource)
                .setId(entitlementId)
                .build();
    }

    /** A grant with the id that is made of its parts. */
    static Grant.Builder grant(Entitlement entitlement, Resource principal) {
        ResourceId id = principal.getId();
        return Grant.newBuilder()
                .setEntitlement(entitlement)
                .setPrincipal(principal)
                .setId(entitlement.getId() + ":" + id.getResourceType() + ":" + id.getResource());
    }
}
