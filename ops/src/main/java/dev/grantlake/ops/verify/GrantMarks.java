package dev.grantlake.ops.verify;

import dev.grantlake.records.row.Row;
import dev.grantlake.records.row.WireMessage;
import dev.grantlake.wire.storage.v3.GrantRecord;

import java.util.Set;

/**
 * The annotations of a stored grant that exempt it from having to refer to what is there. That they are there is all
 * that counts; what they hold is not looked at.
 */
final class GrantMarks {

    private static final String PACKAGE = "c1.connector.v2.";
    private static final Set<String> INSERTS = Set.of(PACKAGE + "InsertResourceGrants");
    private static final Set<String> MATCHES = Set.of(
            PACKAGE + "ExternalResourceMatch",
            PACKAGE + "ExternalResourceMatchAll",
            PACKAGE + "ExternalResourceMatchID");

    private GrantMarks() {}

    /** Whether the grant was to bring its resource along: no listing has an entitlement for it. */
    static boolean insertsResource(Row grant) {
        return carries(grant, INSERTS);
    }

    /** Whether the principal of the grant is still to be found in another source. */
    static boolean awaitsMatch(Row grant) {
        return carries(grant, MATCHES);
    }

    private static boolean carries(Row grant, Set<String> types) {
        for (WireMessage annotation : grant.message().messages(GrantRecord.ANNOTATIONS_FIELD_NUMBER)) {
            if (types.contains(AnnotationType.of(annotation))) {
                return true;
            }
        }
        return false;
    }
}
