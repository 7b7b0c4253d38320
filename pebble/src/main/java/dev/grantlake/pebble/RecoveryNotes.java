package dev.grantlake.pebble;

import dev.grantlake.base.Location;
import dev.grantlake.lsm.RecoveryReport;
import dev.grantlake.lsm.manifest.TableMetadata;
import dev.grantlake.lsm.record.LogTail;
import dev.grantlake.lsm.wal.SkippedRecords;
import dev.grantlake.store.LeftOut;

import java.util.ArrayList;
import java.util.List;

/** Says what a database's reader left out in the words of the store. */
public final class RecoveryNotes {

    private RecoveryNotes() {}

    /** Everything in {@code report}, in its order. */
    public static List<LeftOut> of(RecoveryReport report) {
        List<LeftOut> notes = new ArrayList<>();
        for (LogTail tail : report.unreadTails()) {
            notes.add(new LeftOut(
                    tail.where(), reason(tail.cause()), tail.length() + " bytes not read: " + tail.detail()));
        }
        for (SkippedRecords skipped : report.skippedRecords()) {
            notes.add(new LeftOut(skipped.first(), LeftOut.Reason.NOT_COUNTED, skipped.detail()));
        }
        for (TableMetadata table : report.invisibleTables()) {
            notes.add(new LeftOut(
                    Location.of(table.fileName(), "table"),
                    LeftOut.Reason.NOT_COUNTED,
                    "its sequence numbers, from " + table.smallestSequence() + " on, were never given"));
        }
        return List.copyOf(notes);
    }

    private static LeftOut.Reason reason(LogTail.Cause cause) {
        return switch (cause) {
            case TORN -> LeftOut.Reason.TORN;
            case DAMAGED -> LeftOut.Reason.DAMAGED;
            case UNPROVEN -> LeftOut.Reason.UNPROVEN;
            case RECYCLED -> LeftOut.Reason.REMAINS;
        };
    }
}
