package dev.grantlake.records;

import dev.grantlake.records.row.Row;
import dev.grantlake.store.EntitlementKey;

import java.util.List;
import java.util.Optional;

/** Finds records by ids that say nothing of what the records are. Thread-safe. */
interface BareIds {

    /** All catalogued entitlements with this id, in key order. */
    List<EntitlementKey> entitlements(String id);

    /**
     * The one entitlement that a list of grants means by this id: the one catalogued under it, else the one under which
     * grants lie; {@code FAILED_PRECONDITION} if several answer to it.
     */
    Optional<EntitlementKey> grantedEntitlement(String id);

    /** The row of the one grant with this public id; {@code FAILED_PRECONDITION} if several answer to it. */
    Optional<Row> grant(String id);
}
