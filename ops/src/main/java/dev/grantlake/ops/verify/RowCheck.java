package dev.grantlake.ops.verify;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.records.inspect.KeyInspector;
import dev.grantlake.records.key.GrantKeyMatcher;
import dev.grantlake.records.key.KeyFamily;
import dev.grantlake.records.row.Row;
import dev.grantlake.records.row.WireForm;
import dev.grantlake.wire.storage.v3.AssetRecord;
import dev.grantlake.wire.storage.v3.EntitlementRecord;
import dev.grantlake.wire.storage.v3.GrantRecord;
import dev.grantlake.wire.storage.v3.ResourceRecord;
import dev.grantlake.wire.storage.v3.ResourceTypeRecord;
import dev.grantlake.wire.storage.v3.SessionRecord;
import dev.grantlake.wire.storage.v3.SyncRunRecord;

import java.util.Optional;

/**
 * Holds one row against its key: the value must be a sound record, and the key must be the one that this record calls
 * for, byte for byte; so a key that is not canonical is found too. Thread-safe.
 */
final class RowCheck {

    private final RecordScope scope;
    private final Suspects suspects;
    private final KeyFamily family;
    private final WireForm form;

    RowCheck(RecordScope scope, Suspects suspects, KeyFamily family) {
        this.scope = scope;
        this.suspects = suspects;
        this.family = family;
        this.form = WireForm.of(
                switch (family) {
                    case RESOURCE_TYPE -> ResourceTypeRecord.getDescriptor();
                    case RESOURCE -> ResourceRecord.getDescriptor();
                    case ENTITLEMENT -> EntitlementRecord.getDescriptor();
                    case GRANT -> GrantRecord.getDescriptor();
                    case ASSET -> AssetRecord.getDescriptor();
                    case SYNC_RUN -> SyncRunRecord.getDescriptor();
                    case SESSION -> SessionRecord.getDescriptor();
                    default -> throw new IllegalArgumentException(family + " holds no records");
                });
    }

    /** Whether the row is sound; if not, that is reported, and nothing else is to be concluded from the row. */
    boolean passes(Row row) {
        return decodes(row) && liesRight(row);
    }

    /**
     * The same of a grant of this keyspace.
     *
     * @param matcher spares most grants the making of a key to compare theirs with
     */
    boolean passes(Row grant, GrantKeyMatcher matcher) {
        return decodes(grant) && (matcher.matches(grant) || liesRight(grant));
    }

    private boolean decodes(Row row) {
        try {
            form.check(row.value(), row);
            return true;
        } catch (StorageException e) {
            report(FindingCode.RECORD_UNDECODABLE, row.key(), reason(e));
            return false;
        }
    }

    private boolean liesRight(Row row) {
        Optional<String> wrong = wrongKey(row);
        wrong.ifPresent(message -> {
            Optional<String> problem =
                    new KeyInspector(scope.keys().layout()).inspect(row.key()).problem();
            if (problem.isPresent()) {
                report(FindingCode.KEY_MALFORMED, row.key(), problem.get());
            } else {
                report(FindingCode.RECORD_MISPLACED, row.key(), message);
            }
        });
        return wrong.isEmpty();
    }

    private Optional<String> wrongKey(Row row) {
        Bytes expected;
        try {
            expected = scope.keys().rowKey(family, row);
        } catch (StorageException e) {
            return Optional.of(reason(e));
        }
        return expected.equals(row.key())
                ? Optional.empty()
                : Optional.of("the " + family.label() + " in it belongs under another key, " + expected);
    }

    private void report(FindingCode code, Bytes key, String message) {
        suspects.add(key);
        scope.report(code, key, family.label() + ": " + message);
    }

    /** What was expected and found, without the key, which the finding has. */
    private static String reason(StorageException error) {
        String message = String.valueOf(error.getMessage());
        String place = error.location().map(where -> where + ": ").orElse("");
        return message.startsWith(place) ? message.substring(place.length()) : message;
    }
}
