package dev.grantlake.ops.verify;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.records.codec.StatisticsCodec;
import dev.grantlake.records.codec.SyncRunCodec;
import dev.grantlake.records.key.KeyFamily;
import dev.grantlake.records.row.Row;
import dev.grantlake.records.row.WireForm;
import dev.grantlake.store.SyncRun;
import dev.grantlake.store.SyncStatistics;
import dev.grantlake.wire.storage.v3.SyncStatsRecord;

import java.util.Optional;
import java.util.function.Function;

/** Reads what a sync says about itself, and reports what of it cannot be read. */
final class StateReader {

    private final RecordScope scope;
    private final Suspects suspects;

    StateReader(RecordScope scope, Suspects suspects) {
        this.scope = scope;
        this.suspects = suspects;
    }

    Optional<SyncRun> run() {
        return read(scope.keys().header(KeyFamily.SYNC_RUN), FindingCode.RECORD_UNDECODABLE, row -> {
            new RowCheck(scope, suspects, KeyFamily.SYNC_RUN).passes(row);
            return SyncRunCodec.ofRecord(row.message());
        });
    }

    Optional<SyncStatistics> statistics() {
        return read(scope.keys().statistics(), FindingCode.RECORD_UNDECODABLE, row -> {
            WireForm.of(SyncStatsRecord.getDescriptor()).check(row.value(), row);
            return StatisticsCodec.of(row.message());
        });
    }

    /** What lies under one key, if it is there and can be read; that it cannot is reported. */
    <T> Optional<T> read(Bytes key, FindingCode undecodable, Function<Row, T> decoder) {
        if (scope.lost().contains(key)) {
            return Optional.empty();
        }
        Bytes value = scope.reader().get(key);
        if (value == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(decoder.apply(new Row(scope.file(), key, value)));
        } catch (StorageException e) {
            scope.report(undecodable, key, String.valueOf(e.getMessage()), "");
            return Optional.empty();
        }
    }
}
