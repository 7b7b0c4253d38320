package dev.grantlake.store.spi;

import dev.grantlake.base.Location;

/**
 * Something in a file that is not as it should be.
 *
 * @param message what was expected and what was found
 * @param access whose access it touches, for example {@code 3 grants of group g17}; empty if that is not known
 */
public record StoredFault(Kind kind, Location where, String message, String access) {

    /** What is wrong. */
    public enum Kind {
        /** The structure below the records: pages, cells, the entries of indexes. */
        STRUCTURE,
        /** A part that could not be looked through, since it cannot be read or would take too long. */
        UNREADABLE,
        /** A record that is kept under another identity than it has. */
        IDENTITY,
        /** What stands beside a record to be searched by, and says something else than the record. */
        COLUMNS,
        /** Resources of a type that has no record. */
        RESOURCE_TYPE,
        /** Entitlements or grants of a resource that has no record. */
        RESOURCE,
        /** Resources below a parent that has no record. */
        PARENT,
        /** Grants of an entitlement that has no record. */
        ENTITLEMENT,
        /** Grants to a principal that has no record. */
        PRINCIPAL,
        /**
         * Grants to a principal without a record, all of which wait for one of another source: no fault of the file.
         */
        EXTERNAL_MATCH
    }
}
