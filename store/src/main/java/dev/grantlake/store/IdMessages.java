package dev.grantlake.store;

import dev.grantlake.wire.connector.v2.Entitlement;
import dev.grantlake.wire.connector.v2.Resource;

/** Identities as the messages that connectors put. */
final class IdMessages {

    private IdMessages() {}

    static dev.grantlake.wire.connector.v2.ResourceId of(ResourceId id) {
        return dev.grantlake.wire.connector.v2.ResourceId.newBuilder()
                .setResourceType(id.type())
                .setResource(id.id())
                .build();
    }

    static Entitlement of(EntitlementKey key) {
        return Entitlement.newBuilder()
                .setId(key.id())
                .setResource(Resource.newBuilder().setId(of(key.resource())))
                .build();
    }
}
