package dev.grantlake.cli.dump;

import dev.grantlake.store.EntitlementKey;
import dev.grantlake.store.GrantKey;
import dev.grantlake.store.ResourceId;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Makes sort keys of lines: the UTF-8 of the parts, joined by two NUL bytes. A part may hold NULs itself; it then sorts
 * by these bytes, which is not the order of the parts one by one.
 */
final class SortKey {

    private SortKey() {}

    static byte[] of(String only) {
        return only.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] of(ResourceId resource) {
        return join(resource.type(), resource.id());
    }

    static byte[] of(EntitlementKey entitlement) {
        return join(entitlement.resource().type(), entitlement.resource().id(), entitlement.id());
    }

    static byte[] of(GrantKey grant) {
        ResourceId resource = grant.entitlement().resource();
        return join(
                resource.type(),
                resource.id(),
                grant.entitlement().id(),
                grant.principal().type(),
                grant.principal().id());
    }

    private static byte[] join(String... parts) {
        ByteArrayOutputStream key = new ByteArrayOutputStream(64);
        for (int i = 0; i < parts.length; i++) {
            if (i > 0) {
                key.write(0);
                key.write(0);
            }
            key.writeBytes(of(parts[i]));
        }
        return key.toByteArray();
    }
}
