package dev.grantlake.testkit.readme;

import dev.grantlake.store.EntitlementKey;
import dev.grantlake.store.Grantlake;
import dev.grantlake.store.ResourceId;
import dev.grantlake.store.SyncWriter;

import java.nio.file.Path;

/** The second example of the README. */
final class WriteExample {

    private WriteExample() {}

    static void write(Path file) {
        // README
        ResourceId alice = ResourceId.of("user", "alice");
        ResourceId staff = ResourceId.of("group", "staff");
        EntitlementKey member = new EntitlementKey(staff, "group:staff:member");
        try (SyncWriter sync = Grantlake.create(file)) {
            sync.putResourceType("user", "User");
            sync.putResourceType("group", "Group");
            sync.putResource(alice, "Alice");
            sync.putResource(staff, "Staff");
            sync.putEntitlement(member, "Member of Staff");
            sync.putGrant(member, alice);
            sync.finish();
        }
        // README
    }
}
