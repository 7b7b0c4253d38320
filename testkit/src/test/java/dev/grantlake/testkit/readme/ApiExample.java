package dev.grantlake.testkit.readme;

import dev.grantlake.store.EntitlementKey;
import dev.grantlake.store.Grant;
import dev.grantlake.store.Grantlake;
import dev.grantlake.store.Page;
import dev.grantlake.store.PageRequest;
import dev.grantlake.store.ResourceId;
import dev.grantlake.store.Store;
import dev.grantlake.store.Sync;

import java.nio.file.Path;

/** The program of the README, between the marks to the letter; runs in the project's root. */
final class ApiExample {

    private ApiExample() {}

    public static void main(String[] args) {
        // README
        try (Store store = Grantlake.open(Path.of("samples/small.c1z"))) {
            Sync sync = store.latestSync().orElseThrow();
            System.out.println(sync.statistics().statistics().grants() + " grants");
            sync.grants()
                    .forPrincipal(ResourceId.of("user", "u000017"))
                    .forEach(grant -> System.out.println("has " + grant.entitlement()));
            Page<Grant> holders = sync.grants()
                    .forEntitlement(new EntitlementKey(ResourceId.of("group", "g0000"), "group:g0000:member"))
                    .page(PageRequest.ofSize(3));
            holders.records().forEach(grant -> System.out.println("held by " + grant.principal()));
        }
        // README
    }
}
