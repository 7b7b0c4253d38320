package dev.grantlake.testkit.readme;

import dev.grantlake.store.EntitlementKey;
import dev.grantlake.store.Grantlake;
import dev.grantlake.store.NewSync;
import dev.grantlake.store.OpenSync;
import dev.grantlake.store.ResourceId;
import dev.grantlake.store.SyncType;
import dev.grantlake.store.WritableStore;

import java.nio.file.Path;

/** The third example of the README. */
final class EditExample {

    private EditExample() {}

    static void edit(Path file, EntitlementKey member, ResourceId alice, ResourceId bob) {
        // README
        try (WritableStore store = Grantlake.edit(file)) {
            OpenSync sync = store.resumeLatest(SyncType.FULL).orElseGet(() -> store.start(NewSync.full()));
            sync.putGrant(member, alice);
            sync.checkpoint("page 2");
            System.out.println(sync.read().grants().forPrincipal(alice).count() + " grants");
            sync.putGrant(member, bob);
            sync.finish();
        }
        // README
    }
}
