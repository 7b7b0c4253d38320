package dev.grantlake.pebble.bulk;

import com.google.protobuf.ByteString;
import dev.grantlake.base.BigEndian;
import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.c1z.C1zWriteOptions;
import dev.grantlake.c1z.C1zWriter;
import dev.grantlake.c1z.PayloadEncoding;
import dev.grantlake.lsm.bulk.BulkLoader;
import dev.grantlake.lsm.bulk.BulkOptions;
import dev.grantlake.lsm.bulk.TableSizes;
import dev.grantlake.records.codec.StatisticsCodec;
import dev.grantlake.records.encode.RecordEncoder;
import dev.grantlake.records.encode.RecordLimits;
import dev.grantlake.records.encode.RowBuffer;
import dev.grantlake.records.encode.SealedRecords;
import dev.grantlake.records.key.Census;
import dev.grantlake.records.key.KeyspaceV2;
import dev.grantlake.records.key.MetaKey;
import dev.grantlake.records.row.KeyOrigin;
import dev.grantlake.records.row.WireMessage;
import dev.grantlake.store.SyncRun;
import dev.grantlake.store.SyncStatistics;
import dev.grantlake.store.TableLayout;
import dev.grantlake.store.WriteOptions;
import dev.grantlake.store.WrittenSync;
import dev.grantlake.vfs.AtomicFile;
import dev.grantlake.vfs.NewFile;
import dev.grantlake.wire.c1z.v3.C1ZManifestV3;
import dev.grantlake.wire.c1z.v3.GrantDigestRoot;
import dev.grantlake.wire.c1z.v3.PebbleIdIndexFormat;
import dev.grantlake.wire.c1z.v3.SyncRunSummary;
import dev.grantlake.wire.storage.v3.SyncRunRecord;
import dev.grantlake.wire.storage.v3.SyncStatsRecord;
import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Instant;
import java.util.TreeMap;

/**
 * Writes a sync to its file in one pass: rows, what is derived of them, the stamps, and the container's head in the
 * end. An unfinished sync gets neither digests nor statistics: both say that nothing more will come.
 */
final class SyncFile {

    /** The interior that today's readers know, and the version of the digests' form. */
    private static final String INTERIOR = "pebble3";

    private static final int DIGEST_FORM = 1;

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
        BulkOptions loading = BulkOptions.DEFAULT
                .with(blockCompression())
                .with(AccessGroups.INSTANCE)
                .withThreads(options.threads());
        try (NewFile target = file;
                KeyOrder order =
                        new KeyOrder(rows, options.temporaryFolder(), options.memoryBytes() / 2, cancellation);
                C1zWriter container = C1zWriter.open(target, containerOptions());
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
            container.finish(manifest(record, finished ? statistics : null, digests ? order : null, loading));
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

    private static C1ZManifestV3 manifest(
            SyncRunRecord record,
            @Nullable SyncStatsRecord statistics,
            @Nullable KeyOrder digests,
            BulkOptions loading) {
        SyncRunSummary.Builder summary = SyncRunSummary.newBuilder()
                .setSyncId(record.getSyncId())
                .setType(record.getType())
                .setStartedAt(record.getStartedAt())
                .setParentSyncId(record.getParentSyncId());
        if (record.hasEndedAt()) {
            summary.setEndedAt(record.getEndedAt());
        }
        if (statistics != null) {
            summary.setStats(statistics);
        }
        C1ZManifestV3.Builder manifest = C1ZManifestV3.newBuilder()
                .setEngine(INTERIOR)
                .setEngineSchemaVersion(loading.formatVersion())
                .addSyncRuns(summary)
                .setPebbleIdIndexFormat(PebbleIdIndexFormat.forNumber(KeyspaceV2.ID_FORMAT));
        if (digests != null) {
            byte[] hash = new byte[Long.BYTES];
            BigEndian.putLong(hash, 0, digests.wholeDigest().hash());
            manifest.setGrantDigestRoot(GrantDigestRoot.newBuilder()
                    .setXorDigest(ByteString.copyFrom(hash))
                    .setCount(digests.wholeDigest().count())
                    .setAbiVersion(DIGEST_FORM));
        }
        return manifest.build();
    }

    private static SyncStatistics shown(SyncStatsRecord statistics) {
        return StatisticsCodec.of(
                new WireMessage(Bytes.wrap(statistics.toByteArray()), new KeyOrigin("sync", MetaKey.STATISTICS.key())));
    }

    private BulkOptions.Compression blockCompression() {
        return options.layout() == TableLayout.BLOCKS ? BulkOptions.Compression.ZSTD : BulkOptions.Compression.NONE;
    }

    private static AtomicFile.Existing existing(WriteOptions options) {
        return options.replace() ? AtomicFile.Existing.REPLACE : AtomicFile.Existing.REFUSE;
    }

    private C1zWriteOptions containerOptions() {
        return C1zWriteOptions.defaults()
                .withEncoding(
                        switch (options.packing()) {
                            case INDEXED_ZSTD -> PayloadEncoding.INDEXED_ZSTD;
                            case TAR_ZSTD -> PayloadEncoding.TAR_ZSTD;
                            case TAR -> PayloadEncoding.TAR;
                        })
                .withLevel(options.compressionLevel())
                .withThreads(options.threads())
                .withScratchFolder(options.temporaryFolder());
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
