package dev.grantlake.cli;

import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import dev.grantlake.store.Asset;
import dev.grantlake.store.Entitlement;
import dev.grantlake.store.Grant;
import dev.grantlake.store.Listing;
import dev.grantlake.store.Resource;
import dev.grantlake.store.ResourceType;
import dev.grantlake.store.SessionEntry;
import dev.grantlake.store.Sync;
import dev.grantlake.store.SyncWriter;
import dev.grantlake.store.spi.StorageRecords;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** Puts all records of a sync into a writer, as they are stored, thousands at a time. */
final class SyncCopy {

    private static final int BATCH_RECORDS = 4096;
    private static final long BATCH_BYTES = 8L << 20;

    /** Where records of the oldest interior hold the id of their sync; nothing has taken its place. */
    private static final int RETIRED_SYNC_ID = 1;

    private final SyncWriter writer;
    private final Runnable step;

    /**
     * A copy.
     *
     * @param step called for each record
     */
    SyncCopy(SyncWriter writer, Runnable step) {
        this.writer = writer;
        this.step = step;
    }

    void all(Sync sync) {
        copy(sync.resourceTypes().all(), ResourceType::toRecord, writer::putResourceTypeRecords);
        copy(sync.resources().all(), Resource::toRecord, writer::putResourceRecords);
        copy(sync.entitlements().all(), Entitlement::toRecord, writer::putEntitlementRecords);
        copy(sync.grants().all(), Grant::toRecord, writer::putGrantRecords);
        Listing<Asset> assets = sync.assets().all();
        copy(assets, StorageRecords::of, writer::putAssetRecords);
        sync.sessions().all().forEach(this::copy);
        if (!sync.run().token().isEmpty()) {
            writer.checkpoint(sync.run().token());
        }
    }

    private void copy(SessionEntry entry) {
        writer.putSession(entry.key(), entry.value());
        step.run();
    }

    private <T, R extends Message> void copy(Listing<T> listing, Function<T, R> record, Consumer<Iterable<R>> put) {
        Records<R> batch = new Records<>(put);
        listing.forEach(each -> {
            batch.add(record.apply(each));
            step.run();
        });
        batch.flush();
    }

    private static final class Records<R extends Message> {
        private final Consumer<Iterable<R>> put;
        private final List<R> records = new ArrayList<>();
        private long bytes;

        Records(Consumer<Iterable<R>> put) {
            this.put = put;
        }

        void add(R message) {
            R today = withoutSyncId(message);
            records.add(today);
            bytes += today.getSerializedSize();
            if (records.size() >= BATCH_RECORDS || bytes >= BATCH_BYTES) {
                flush();
            }
        }

        void flush() {
            if (!records.isEmpty()) {
                put.accept(List.copyOf(records));
                records.clear();
                bytes = 0;
            }
        }

        @SuppressWarnings("unchecked")
        private static <R extends Message> R withoutSyncId(R message) {
            UnknownFieldSet unknown = message.getUnknownFields();
            if (!unknown.hasField(RETIRED_SYNC_ID)) {
                return message;
            }
            UnknownFieldSet rest =
                    unknown.toBuilder().clearField(RETIRED_SYNC_ID).build();
            return (R) message.toBuilder().setUnknownFields(rest).build();
        }
    }
}
