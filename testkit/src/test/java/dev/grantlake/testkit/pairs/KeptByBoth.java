package dev.grantlake.testkit.pairs;

import com.google.protobuf.Message;
import dev.grantlake.wire.connector.v2.Entitlement;
import dev.grantlake.wire.connector.v2.Grant;
import dev.grantlake.wire.connector.v2.Resource;

/**
 * What both formats keep of a message: of entitlements and principals inside a grant, and of resources and types inside
 * an entitlement, their ids; and references and maps where they have content.
 */
final class KeptByBoth {

    private KeptByBoth() {}

    static Message of(Message message) {
        if (message instanceof Resource resource) {
            return resource.toBuilder().setId(resource.getId()).build();
        }
        if (message instanceof Entitlement entitlement) {
            return of(entitlement);
        }
        if (message instanceof Grant grant) {
            return of(grant);
        }
        return message;
    }

    private static Message of(Entitlement message) {
        var builder = message.toBuilder().clearGrantableTo().clearResource();
        message.getGrantableToList()
                .forEach(type -> builder.addGrantableToBuilder().setId(type.getId()));
        builder.getResourceBuilder().setId(message.getResource().getId());
        return builder.build();
    }

    private static Message of(Grant message) {
        var builder = message.toBuilder().clearEntitlement().clearPrincipal();
        builder.getEntitlementBuilder()
                .setId(message.getEntitlement().getId())
                .getResourceBuilder()
                .setId(message.getEntitlement().getResource().getId());
        builder.getPrincipalBuilder().setId(message.getPrincipal().getId());
        if (message.getPrincipal().hasParentResourceId()) {
            builder.getPrincipalBuilder()
                    .setParentResourceId(message.getPrincipal().getParentResourceId());
        }
        if (message.getSources().getSourcesMap().isEmpty()) {
            builder.clearSources();
        }
        return builder.build();
    }
}
