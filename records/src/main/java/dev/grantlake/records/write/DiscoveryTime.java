package dev.grantlake.records.write;

import dev.grantlake.records.key.KeyFamily;
import dev.grantlake.records.row.Row;
import dev.grantlake.wire.storage.v3.AssetRecord;
import dev.grantlake.wire.storage.v3.EntitlementRecord;
import dev.grantlake.wire.storage.v3.GrantRecord;
import dev.grantlake.wire.storage.v3.ResourceRecord;
import dev.grantlake.wire.storage.v3.ResourceTypeRecord;

import java.time.Instant;
import java.util.Optional;

/** When stored records say they were discovered. */
final class DiscoveryTime {

    private DiscoveryTime() {}

    /** Whether a row may take the place of a stored one that it must be newer than. */
    static boolean isNewer(KeyFamily family, Row row, Row stored) {
        Optional<Instant> before = of(family, stored);
        return before.isEmpty()
                || of(family, row).filter(time -> time.isAfter(before.get())).isPresent();
    }

    /** The time in a row; none where a family has none. */
    private static Optional<Instant> of(KeyFamily family, Row row) {
        return switch (family) {
            case RESOURCE_TYPE -> row.message().time(ResourceTypeRecord.DISCOVERED_AT_FIELD_NUMBER);
            case RESOURCE -> row.message().time(ResourceRecord.DISCOVERED_AT_FIELD_NUMBER);
            case ENTITLEMENT -> row.message().time(EntitlementRecord.DISCOVERED_AT_FIELD_NUMBER);
            case GRANT -> row.message().time(GrantRecord.DISCOVERED_AT_FIELD_NUMBER);
            case ASSET -> row.message().time(AssetRecord.DISCOVERED_AT_FIELD_NUMBER);
            default -> Optional.empty();
        };
    }
}
