package dev.grantlake.pebble.bulk;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.c1z.C1zWriter;
import dev.grantlake.lsm.bulk.BulkLoader;
import dev.grantlake.lsm.bulk.BulkOptions;
import dev.grantlake.lsm.bulk.TableSizes;
import dev.grantlake.pebble.file.ContainerOptions;
import dev.grantlake.pebble.file.FileManifest;
import dev.grantlake.records.codec.StatisticsCodec;
import dev.grantlake.records.encode.RecordEncoder;
import dev.grantlake.records.encode.RecordLimits;
import dev.grantlake.records.encode.RowBuffer;
import dev.grantlake.records.encode.SealedRecords;
import dev.grantlake.records.key.Census;
import dev.grantlake.records.key.KeyLayout;
import dev.grantlake.records.key.MetaKey;
import dev.grantlake.records.row.KeyOrigin;
import dev.grantlake.records.row.WireMessage;
import dev.grantlake.store.SyncRun;
import dev.grantlake.store.SyncStatistics;
import dev.grantlake.store.WriteOptions;
import dev.grantlake.store.WrittenSync;
import dev.grantlake.vfs.AtomicFile;
import dev.grantlake.vfs.NewFile;
import dev.grantlake.wire.storage.v3.SyncRunRecord;
import dev.grantlake.wire.storage.v3.SyncStatsRecord;
import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Writes a sync to its file in one pass: rows, what is derived of them, the stamps, and the container's head in the
 * end. An unfinished sync gets neither digests nor statistics: both say that nothing more will come.
 */
final class SyncFile {

    private final SyncRun run;
    private final WriteOptions options;
    private final Cancellation cancellation;
    private final RecordEncoder encoder = new RecordEncoder(RecordLimits.DEFAULT);
    private final RowBuffer row = new RowBuffer();

    private SyncFile(SyncRun run, WriteOptions options, Cancellation cancellation) {
        this.run = run;
        this.options = options;
        this.cancellation = cancellation;
    }

    /**
     * Says early what {@link #write} would say late: makes the file under its temporary name, and gives it up.
     *
     * @throws dev.grantlake.base.StorageException as {@link AtomicFile#create}
     */
    static void requireWritable(Path file, WriteOptions options) {
        create(file, options).close();
    }

    /**
     * Writes all of {@code rows}, which are empty afterwards. When this returns, the file is on disk.
     *
     * @param target where the file goes; closed in any case
     * @param cancellation is asked entry by entry; the last time before the file is put in place
     */
    static WrittenSync write(
            NewFile target, SyncRun run, PutRows rows, WriteOptions options, Cancellation cancellation) {
        return new SyncFile(run, options, cancellation).write(target, rows);
    }

    /** Begins the file as {@link #requireWritable} did. */
    static NewFile create(Path file, WriteOptions options) {
        return AtomicFile.create(file, existing(options));
    }

    private WrittenSync write(NewFile file, PutRows rows) {
        boolean finished = run.finished();
        SyncRunRecord record = SealedRecords.syncRun(run);
        boolean digests = finished && options.digests();
        BulkOptions loading = ContainerOptions.loading(options);
        try (NewFile target = file;
                KeyOrder order =
                        new KeyOrder(rows, options.temporaryFolder(), options.memoryBytes() / 2, cancellation);
                C1zWriter container = C1zWriter.open(target, ContainerOptions.of(options));
                BulkLoader loader = new BulkLoader(loading, container)) {
            EntrySink sink = new Loading(loader, cancellation);
            order.writeRows(sink);
            encoder.syncRun(record, row);
            sink.entry(row.key(), row.value());
            sink.border();
            order.writeIndexes(sink);
            if (digests) {
                order.writeHashes(sink);
            }
            order.writeSessions(sink);
            if (digests) {
                order.writeDigests(sink);
            }
            SyncStatsRecord statistics = statistics(order);
            writeStamps(finished ? statistics : null, sink);
            loader.finish();
            cancellation.check();
            FileManifest manifest = new FileManifest(KeyLayout.IDENTITIES, loading.formatVersion())
                    .sync(record, finished ? Optional.of(statistics) : Optional.empty());
            container.finish((digests ? manifest.digest(order.wholeDigest()) : manifest).build());
            return new WrittenSync(
                    run.id(), shown(statistics), target.size(), rows.spilledBytes() + order.spilledBytes());
        }
    }

    /** Version of keys and ids, and the statistics; in the order of their names. */
    private void writeStamps(@Nullable SyncStatsRecord statistics, EntrySink sink) {
        new TreeMap<>(SealedRecords.stamps())
                .forEach((key, value) -> sink.entry(new ByteSink().writeBytes(key), new ByteSink().writeBytes(value)));
        if (statistics != null) {
            encoder.statistics(statistics, row);
            sink.entry(row.key(), row.value());
        }
    }

    private SyncStatsRecord statistics(KeyOrder order) {
        Census census = new Census(
                order.resourceTypes().total(),
                order.resources().byType(),
                order.entitlements().byType(),
                order.grants().byType(),
                order.assets().total());
        return SealedRecords.statistics(run, census, run.endedAt().orElse(Instant.EPOCH));
    }

    private static SyncStatistics shown(SyncStatsRecord statistics) {
        return StatisticsCodec.of(
                new WireMessage(Bytes.wrap(statistics.toByteArray()), new KeyOrigin("sync", MetaKey.STATISTICS.key())));
    }

    private static AtomicFile.Existing existing(WriteOptions options) {
        return options.replace() ? AtomicFile.Existing.REPLACE : AtomicFile.Existing.REFUSE;
    }

    /** Hands entries on to the loader of the database. */
    private record Loading(BulkLoader loader, Cancellation cancellation) implements EntrySink {

        @Override
        public void entry(ByteSink key, ByteSink value) {
            cancellation.check();
            loader.add(key.array(), 0, key.size(), value.array(), 0, value.size());
        }

        @Override
        public void border() {
            loader.cutHere();
        }

        @Override
        public void borderBeforeWhole() {
            loader.cutHere(TableSizes.LARGE);
        }
    }
}
