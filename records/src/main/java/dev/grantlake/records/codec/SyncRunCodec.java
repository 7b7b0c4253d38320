package dev.grantlake.records.codec;

import dev.grantlake.records.row.WireMessage;
import dev.grantlake.store.SyncRun;
import dev.grantlake.store.SyncRun.IngestVerification;
import dev.grantlake.store.SyncType;
import dev.grantlake.wire.storage.v3.SyncRunRecord;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the stored sync run. Loads no generated message. */
public final class SyncRunCodec {

    /** The ways of checking that a verification may name; with another one it does not count. */
    private static final Set<String> VERIFICATION_MODES =
            Set.of("connector", "connector_fail_fast", "compaction_merge", "compaction_merge_fail_fast");

    private SyncRunCodec() {}

    /** A stored {@code SyncRunRecord}. */
    public static SyncRun ofRecord(WireMessage record) {
        return new SyncRun(
                record.text(SyncRunRecord.SYNC_ID_FIELD_NUMBER),
                type(record.integer(SyncRunRecord.TYPE_FIELD_NUMBER)),
                record.time(SyncRunRecord.STARTED_AT_FIELD_NUMBER),
                record.time(SyncRunRecord.ENDED_AT_FIELD_NUMBER),
                record.text(SyncRunRecord.SYNC_TOKEN_FIELD_NUMBER),
                record.text(SyncRunRecord.PARENT_SYNC_ID_FIELD_NUMBER),
                record.text(SyncRunRecord.LINKED_SYNC_ID_FIELD_NUMBER),
                record.flag(SyncRunRecord.SUPPORTS_DIFF_FIELD_NUMBER),
                record.flag(SyncRunRecord.COMPACTED_FIELD_NUMBER),
                verification(record));
    }

    private static SyncType type(long code) {
        return SyncType.ofCode((int) code);
    }

    private static Optional<IngestVerification> verification(WireMessage record) {
        String generation = record.text(SyncRunRecord.INGEST_INVARIANT_GENERATION_FIELD_NUMBER);
        List<String> coverage = record.texts(SyncRunRecord.INGEST_INVARIANT_COVERAGE_FIELD_NUMBER);
        String mode = record.text(SyncRunRecord.INGEST_INVARIANT_MODE_FIELD_NUMBER);
        return generation.isEmpty() || coverage.isEmpty() || !VERIFICATION_MODES.contains(mode)
                ? Optional.empty()
                : Optional.of(new IngestVerification(generation, coverage, mode));
    }
}
