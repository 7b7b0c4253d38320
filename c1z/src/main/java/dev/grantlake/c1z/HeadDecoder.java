package dev.grantlake.c1z;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the fields of a manifest that {@link EnvelopeHead} holds, and skips all others unparsed, the descriptors above
 * all. At the top level a kept field must have its own wire type and its number must fit; inside nested messages the
 * ordinary rules of protobuf hold: foreign wire types are unknown fields, the last scalar wins, messages merge.
 */
final class HeadDecoder {

    /** Writers list one sync, or every sync of a file that holds several. */
    static final int MAX_SYNC_RUNS = 10_000;

    /** Map entries in all statistics of one manifest; there is about one for each resource type and counter. */
    static final int MAX_STATS_ENTRIES = 250_000;

    private static final int ENGINE = 1;
    private static final int ENGINE_SCHEMA_VERSION = 2;
    private static final int PAYLOAD_ENCODING = 4;
    private static final int SYNC_RUNS = 40;
    private static final int FOLD_DEAD_BYTES = 41;
    private static final int ID_INDEX_FORMAT = 42;
    private static final int GRANT_DIGEST_ROOT = 43;

    private static final long MAX_UINT32 = 0xffff_ffffL;

    private int statsEntries;

    private HeadDecoder() {}

    /** The head whose manifest is {@code manifest}, which lies right behind the prefix of {@code file}. */
    static EnvelopeHead decode(Bytes manifest, String file) {
        return new HeadDecoder().head(manifest, file);
    }

    private EnvelopeHead head(Bytes manifest, String file) {
        String engine = "";
        long schemaVersion = 0;
        long encoding = 0;
        long foldDeadBytes = 0;
        long idIndexFormat = 0;
        List<SyncRunSummary> syncRuns = new ArrayList<>();
        Optional<GrantDigestRoot> grantDigestRoot = Optional.empty();

        ProtoReader in = new ProtoReader(manifest, new Location(file, EnvelopeHead.PREFIX_LENGTH, "manifest"));
        while (in.next()) {
            switch (in.field()) {
                case ENGINE -> {
                    in.expect(ProtoReader.LENGTH_DELIMITED, "engine");
                    engine = in.text("engine");
                }
                case ENGINE_SCHEMA_VERSION -> schemaVersion = number(in, "engine_schema_version", MAX_UINT32);
                case PAYLOAD_ENCODING -> encoding = number(in, "payload_encoding", Integer.MAX_VALUE);
                case SYNC_RUNS -> {
                    in.expect(ProtoReader.LENGTH_DELIMITED, "sync_runs");
                    if (syncRuns.size() == MAX_SYNC_RUNS) {
                        throw StorageException.limit(in.here(), "more than " + MAX_SYNC_RUNS + " sync_runs");
                    }
                    syncRuns.add(syncRun(in.message("sync_runs")));
                }
                case FOLD_DEAD_BYTES -> {
                    in.expect(ProtoReader.VARINT, "fold_dead_bytes");
                    foldDeadBytes = in.varint();
                }
                case ID_INDEX_FORMAT -> idIndexFormat = number(in, "pebble_id_index_format", Integer.MAX_VALUE);
                case GRANT_DIGEST_ROOT -> {
                    in.expect(ProtoReader.LENGTH_DELIMITED, "grant_digest_root");
                    grantDigestRoot = Optional.of(digestRoot(in.message("grant_digest_root")));
                }
                default -> in.skip();
            }
        }
        return new EnvelopeHead(
                file,
                manifest.length(),
                engine,
                schemaVersion,
                (int) encoding,
                syncRuns,
                foldDeadBytes,
                (int) idIndexFormat,
                grantDigestRoot);
    }

    private static long number(ProtoReader in, String what, long limit) {
        in.expect(ProtoReader.VARINT, what);
        long value = in.varint();
        if (value < 0 || value > limit) {
            throw StorageException.corrupt(in.here(), what + " of at most " + limit, Long.toUnsignedString(value));
        }
        return value;
    }

    private static GrantDigestRoot digestRoot(ProtoReader in) {
        Bytes xorDigest = Bytes.EMPTY;
        long count = 0;
        int abiVersion = 0;
        while (in.next()) {
            switch (in.tag()) {
                case 1 << 3 | ProtoReader.LENGTH_DELIMITED ->
                    xorDigest = Bytes.wrap(in.bytes("xor_digest").toArray());
                case 2 << 3 -> count = in.varint();
                case 3 << 3 -> abiVersion = (int) in.varint();
                default -> in.skip();
            }
        }
        return new GrantDigestRoot(xorDigest, count, abiVersion);
    }

    private SyncRunSummary syncRun(ProtoReader in) {
        String syncId = "";
        int type = 0;
        @Nullable EpochTime startedAt = null;
        @Nullable EpochTime endedAt = null;
        String parentSyncId = "";
        @Nullable Stats stats = null;
        while (in.next()) {
            switch (in.tag()) {
                case 1 << 3 | ProtoReader.LENGTH_DELIMITED -> syncId = in.text("sync_id");
                case 2 << 3 -> type = (int) in.varint();
                case 3 << 3 | ProtoReader.LENGTH_DELIMITED -> startedAt = time(in.message("started_at"), startedAt);
                case 4 << 3 | ProtoReader.LENGTH_DELIMITED -> endedAt = time(in.message("ended_at"), endedAt);
                case 5 << 3 | ProtoReader.LENGTH_DELIMITED -> parentSyncId = in.text("parent_sync_id");
                case 6 << 3 | ProtoReader.LENGTH_DELIMITED -> {
                    stats = stats == null ? new Stats() : stats;
                    stats.merge(in.message("stats"));
                }
                default -> in.skip();
            }
        }
        return new SyncRunSummary(
                syncId,
                type,
                Optional.ofNullable(startedAt),
                Optional.ofNullable(endedAt),
                parentSyncId,
                stats == null ? Optional.empty() : Optional.of(stats.summary()));
    }

    /** The timestamp in {@code in} on top of what {@code before} had. */
    private static EpochTime time(ProtoReader in, @Nullable EpochTime before) {
        long seconds = before == null ? 0 : before.seconds();
        int nanos = before == null ? 0 : before.nanos();
        while (in.next()) {
            switch (in.tag()) {
                case 1 << 3 -> seconds = in.varint();
                case 2 << 3 -> nanos = (int) in.varint();
                default -> in.skip();
            }
        }
        return new EpochTime(seconds, nanos);
    }

    private void countStatsEntry(ProtoReader in) {
        if (++statsEntries > MAX_STATS_ENTRIES) {
            throw StorageException.limit(in.here(), "more than " + MAX_STATS_ENTRIES + " entries of statistics");
        }
    }

    /** One {@code SyncStatsRecord} while its fields come in. */
    private final class Stats {

        private static final int COUNTS = 5;
        private static final int QUALITY_FIELDS = 10;

        private String syncId = "";

        /** Fields 2 to 6. */
        private final long[] counts = new long[COUNTS];

        private final Map<String, Long> resourcesByType = new LinkedHashMap<>();
        private final Map<String, Long> grantsByType = new LinkedHashMap<>();
        private final Map<String, Long> entitlementsByType = new LinkedHashMap<>();
        private final Map<String, Long> stepDurations = new LinkedHashMap<>();
        private final Map<String, CallSummary> connectorCalls = new LinkedHashMap<>();
        private final Map<String, CallSummary> sessionCalls = new LinkedHashMap<>();

        /** Fields 1 to 10 of {@code IngestQualityStats}. */
        private long @Nullable [] quality;

        private @Nullable EpochTime writtenAt;

        void merge(ProtoReader in) {
            while (in.next()) {
                switch (in.tag()) {
                    case 1 << 3 | ProtoReader.LENGTH_DELIMITED -> syncId = in.text("sync_id");
                    case 2 << 3, 3 << 3, 4 << 3, 5 << 3, 6 << 3 -> counts[in.field() - 2] = in.varint();
                    case 7 << 3 | ProtoReader.LENGTH_DELIMITED -> putCount(in, resourcesByType);
                    case 8 << 3 | ProtoReader.LENGTH_DELIMITED -> putCount(in, grantsByType);
                    case 9 << 3 | ProtoReader.LENGTH_DELIMITED -> putCount(in, entitlementsByType);
                    case 10 << 3 | ProtoReader.LENGTH_DELIMITED -> putCount(in, stepDurations);
                    case 11 << 3 | ProtoReader.LENGTH_DELIMITED -> putCall(in, connectorCalls);
                    case 12 << 3 | ProtoReader.LENGTH_DELIMITED -> putCall(in, sessionCalls);
                    case 13 << 3 | ProtoReader.LENGTH_DELIMITED -> mergeQuality(in.message("ingest_quality"));
                    case 100 << 3 | ProtoReader.LENGTH_DELIMITED ->
                        writtenAt = time(in.message("written_at"), writtenAt);
                    default -> in.skip();
                }
            }
        }

        private void putCount(ProtoReader field, Map<String, Long> into) {
            countStatsEntry(field);
            ProtoReader in = field.message("map entry");
            String key = "";
            long value = 0;
            while (in.next()) {
                switch (in.tag()) {
                    case 1 << 3 | ProtoReader.LENGTH_DELIMITED -> key = in.text("map key");
                    case 2 << 3 -> value = in.varint();
                    default -> in.skip();
                }
            }
            into.put(key, value);
        }

        private void putCall(ProtoReader field, Map<String, CallSummary> into) {
            countStatsEntry(field);
            ProtoReader in = field.message("map entry");
            String key = "";
            long[] numbers = new long[5];
            while (in.next()) {
                switch (in.tag()) {
                    case 1 << 3 | ProtoReader.LENGTH_DELIMITED -> key = in.text("map key");
                    case 2 << 3 | ProtoReader.LENGTH_DELIMITED -> mergeNumbers(in.message("call stat"), numbers);
                    default -> in.skip();
                }
            }
            into.put(key, new CallSummary(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]));
        }

        private void mergeQuality(ProtoReader in) {
            if (quality == null) {
                quality = new long[QUALITY_FIELDS];
            }
            mergeNumbers(in, quality);
        }

        /** A message whose fields are the numbers 1 to {@code numbers.length}, in this order. */
        private void mergeNumbers(ProtoReader in, long[] numbers) {
            while (in.next()) {
                if (in.wireType() == ProtoReader.VARINT && in.field() <= numbers.length) {
                    numbers[in.field() - 1] = in.varint();
                } else {
                    in.skip();
                }
            }
        }

        SyncStatsSummary summary() {
            return new SyncStatsSummary(
                    syncId,
                    counts[0],
                    counts[1],
                    counts[2],
                    counts[3],
                    counts[4],
                    Collections.unmodifiableMap(resourcesByType),
                    Collections.unmodifiableMap(grantsByType),
                    Collections.unmodifiableMap(entitlementsByType),
                    Collections.unmodifiableMap(stepDurations),
                    Collections.unmodifiableMap(connectorCalls),
                    Collections.unmodifiableMap(sessionCalls),
                    quality == null ? Optional.empty() : Optional.of(qualitySummary(quality)),
                    Optional.ofNullable(writtenAt));
        }

        private static IngestQualitySummary qualitySummary(long[] fields) {
            return new IngestQualitySummary(
                    fields[0] != 0,
                    fields[1],
                    fields[2],
                    fields[3],
                    fields[4],
                    fields[5],
                    fields[6],
                    fields[7],
                    fields[8],
                    fields[9]);
        }
    }
}
