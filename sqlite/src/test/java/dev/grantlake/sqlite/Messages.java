package dev.grantlake.sqlite;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import dev.grantlake.wire.connector.v2.Entitlement;
import dev.grantlake.wire.connector.v2.Grant;
import dev.grantlake.wire.connector.v2.GrantExpandable;
import dev.grantlake.wire.connector.v2.Resource;
import dev.grantlake.wire.connector.v2.ResourceId;
import dev.grantlake.wire.connector.v2.ResourceType;

import java.util.List;

/** Connector messages for tests, as small as they may be. */
final class Messages {

    private Messages() {}

    static ResourceType type(String id) {
        return ResourceType.newBuilder()
                .setId(id)
                .setDisplayName("The type " + id)
                .build();
    }

    static ResourceId id(String type, String id) {
        return ResourceId.newBuilder().setResourceType(type).setResource(id).build();
    }

    static Resource resource(String type, String id) {
        return Resource.newBuilder()
                .setId(id(type, id))
                .setDisplayName("The " + type + " " + id)
                .build();
    }

    static Entitlement entitlement(String group, String word) {
        return Entitlement.newBuilder()
                .setId("group:" + group + ":" + word)
                .setSlug(word)
                .setResource(resource("group", group))
                .build();
    }

    /** What a user or a group has, under an id made of the parts. */
    static Grant grant(Entitlement entitlement, Resource principal) {
        ResourceId id = principal.getId();
        return Grant.newBuilder()
                .setId(entitlement.getId() + ":" + id.getResourceType() + ":" + id.getResource())
                .setEntitlement(entitlement)
                .setPrincipal(principal)
                .build();
    }

    /** The same grant as writers of slim grants store it. */
    static Grant slim(Grant grant) {
        return grant.toBuilder().clearEntitlement().clearPrincipal().build();
    }

    static GrantExpandable expandable(String... entitlementIds) {
        return GrantExpandable.newBuilder()
                .addAllEntitlementIds(List.of(entitlementIds))
                .setShallow(true)
                .build();
    }

    static Grant annotated(Grant grant, Message... annotations) {
        Grant.Builder annotated = grant.toBuilder();
        for (Message annotation : annotations) {
            annotated.addAnnotations(Any.pack(annotation));
        }
        return annotated.build();
    }
}
