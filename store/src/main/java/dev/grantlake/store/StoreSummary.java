package dev.grantlake.store;

import java.util.List;
import java.util.Optional;

/**
 * What a file says of itself in its header, without a look at its records. A projection, never authoritative; parts
 * that the writer left out are absent.
 */
public record StoreSummary(StoreMetadata metadata, List<SyncSummary> syncs, Optional<GrantDigest> grantDigest) {

    /** One sync as the header tells of it: token, links and flags are not in a header. */
    public record SyncSummary(SyncRun run, Optional<SyncStatistics> statistics) {}

    public StoreSummary {
        syncs = List.copyOf(syncs);
    }
}
