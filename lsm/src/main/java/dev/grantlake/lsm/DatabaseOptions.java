package dev.grantlake.lsm;

import dev.grantlake.base.BufferCache;
import dev.grantlake.base.ReadMetrics;
import dev.grantlake.kv.Merger;
import dev.grantlake.kv.StoreOptions;
import dev.grantlake.lsm.compaction.Compactor;
import dev.grantlake.lsm.compaction.LevelOptions;
import dev.grantlake.lsm.compaction.RewriteOptions;
import dev.grantlake.lsm.ingest.IngestOptions;
import dev.grantlake.lsm.recovery.OpeningOptions;
import dev.grantlake.lsm.sstable.CompressionProfile;
import dev.grantlake.lsm.sstable.SstableOptions;
import dev.grantlake.lsm.sstable.SstableWriterOptions;
import org.jspecify.annotations.Nullable;

import java.time.InstantSource;

import static java.util.Objects.requireNonNull;

/**
 * How a database is opened for writing. Immutable; nothing of it but the format of tables stays in the directory, so a
 * database may be opened with other options each time. Costs and reasons: {@code docs/lsm.md}, "Options".
 *
 * @param store durability of commits, merger and listener
 * @param memory what is kept in memory
 * @param tables how tables are written
 * @param upkeep when level 0 is compacted and when writes wait for that
 * @param cache where decoded blocks are kept, shared with others and their owner's; null for one of its own, of
 *     {@link Memory#cacheBytes()}
 * @param manifestBytes size from which on a manifest may be begun anew, while the database is open; 1 or more
 * @param limits what a directory may ask for at most
 * @param clock for the times that the manifest says of tables, and how long writes waited
 */
public record DatabaseOptions(
        StoreOptions store,
        Memory memory,
        Tables tables,
        Upkeep upkeep,
        @Nullable BufferCache cache,
        long manifestBytes,
        LsmReadOptions.Limits limits,
        InstantSource clock) {

    /**
     * What a database keeps in memory, in bytes. Beside it there are indexes and filters of open tables, and a block
     * for each run that a cursor or a compaction reads.
     *
     * @param memtableBytes of a memtable when it is full, 64 KiB or more; a batch that is larger gets one of its own
     * @param memtables how many there are at most, the one that is written included; then writes wait. 2 or more
     * @param cacheBytes of decoded blocks, unless the cache is shared
     */
    public record Memory(long memtableBytes, int memtables, long cacheBytes) {

        private static final long LEAST_MEMTABLE_BYTES = 64 << 10;
        private static final long MOST_MEMTABLE_BYTES = 1 << 30;

        public Memory {
            if (memtableBytes < LEAST_MEMTABLE_BYTES
                    || memtableBytes > MOST_MEMTABLE_BYTES
                    || memtables < 2
                    || cacheBytes < 0) {
                throw new IllegalArgumentException(memtableBytes + ", " + memtables + ", " + cacheBytes);
            }
        }

        /** All of it together. */
        public long totalBytes() {
            return memtableBytes * memtables + cacheBytes;
        }
    }

    /**
     * How tables are written.
     *
     * @param compression of their blocks
     * @param blockBytes the size that blocks should not pass, before compression; 256 to 2^28
     * @param filterBitsPerKey bits of a Bloom filter a key, 1 to 100; or 0 for none
     * @param targetBytes the size that tables of level 0 should have; those of deeper levels are larger
     */
    public record Tables(Compression compression, int blockBytes, int filterBitsPerKey, long targetBytes) {

        public Tables {
            requireNonNull(compression, "compression");
            if (targetBytes < 1) {
                throw new IllegalArgumentException("targetBytes " + targetBytes);
            }
        }
    }

    /** How blocks are compressed. */
    public enum Compression {
        NONE(CompressionProfile.NONE),
        SNAPPY(CompressionProfile.SNAPPY),
        ZSTD(CompressionProfile.ZSTD);

        private final CompressionProfile profile;

        Compression(CompressionProfile profile) {
            this.profile = profile;
        }
    }

    /**
     * How the levels are kept in order.
     *
     * @param compactRuns how deep tables may lie over each other in level 0: from half as many on it is compacted, 1 or
     *     more
     * @param stopRuns depth of level 0 at which writes wait, {@code compactRuns} or more
     * @param threads that compact at the same time, 1 or more
     * @param bytesPerSecond that they read at most together; {@link Long#MAX_VALUE} for no bound
     */
    public record Upkeep(int compactRuns, int stopRuns, int threads, long bytesPerSecond) {

        /** Four, twelve as in Pebble, one thread, no bound. */
        public static final Upkeep DEFAULT = new Upkeep(4, 12, 1, Long.MAX_VALUE);

        public Upkeep {
            if (compactRuns < 1 || stopRuns < compactRuns || threads < 1 || bytesPerSecond < 1) {
                throw new IllegalArgumentException(
                        compactRuns + ", " + stopRuns + ", " + threads + ", " + bytesPerSecond);
            }
        }
    }

    /** What a session with other options may have left in its logs: a reopening must not fail for its own limits. */
    private static final long MOST_IN_MEMORY = 2L << 30;

    /** Tables of content that is taken in are as many times as large as those of level 0. */
    private static final long INGESTED_PER_TARGET = 16;

    /** Blocks of 4 KiB, Snappy, filters of 10 bits a key, tables of 2 MiB in level 0. */
    private static final Tables POINT_READS = new Tables(Compression.SNAPPY, 4 << 10, 10, 2 << 20);

    /** 16 MiB of memory: two memtables of 4 MiB and a cache of 8 MiB, as in Pebble's defaults. */
    public static final DatabaseOptions SMALL = new DatabaseOptions(
            StoreOptions.DEFAULT,
            new Memory(4 << 20, 2, 8 << 20),
            POINT_READS,
            Upkeep.DEFAULT,
            null,
            OpeningOptions.MANIFEST_BYTES,
            LsmReadOptions.Limits.DEFAULT,
            InstantSource.system());

    /** 160 MiB of memory: three memtables of 32 MiB and a cache of 64 MiB. Fits into a heap of 1 GiB. */
    public static final DatabaseOptions STANDARD = SMALL.with(new Memory(32 << 20, 3, 64 << 20));

    /** 512 MiB of memory: four memtables of 64 MiB and a cache of 256 MiB, as Go's SDK has them. */
    public static final DatabaseOptions LARGE =
            SMALL.with(new Memory(64 << 20, 4, 256 << 20)).with(new Upkeep(8, 20, 2, Long.MAX_VALUE));

    public DatabaseOptions {
        requireNonNull(store, "store");
        requireNonNull(memory, "memory");
        requireNonNull(tables, "tables");
        requireNonNull(upkeep, "upkeep");
        if (manifestBytes < 1) {
            throw new IllegalArgumentException("manifestBytes " + manifestBytes);
        }
        requireNonNull(limits, "limits");
        requireNonNull(clock, "clock");
    }

    /** The same with other durability, merger or listener. */
    public DatabaseOptions with(StoreOptions store) {
        return new DatabaseOptions(store, memory, tables, upkeep, cache, manifestBytes, limits, clock);
    }

    /** The same with more or less memory. */
    public DatabaseOptions with(Memory memory) {
        return new DatabaseOptions(store, memory, tables, upkeep, cache, manifestBytes, limits, clock);
    }

    /** The same with tables written in another way. */
    public DatabaseOptions with(Tables tables) {
        return new DatabaseOptions(store, memory, tables, upkeep, cache, manifestBytes, limits, clock);
    }

    /** The same with levels kept in another way. */
    public DatabaseOptions with(Upkeep upkeep) {
        return new DatabaseOptions(store, memory, tables, upkeep, cache, manifestBytes, limits, clock);
    }

    /** The same with a cache that stays the caller's. */
    public DatabaseOptions with(BufferCache cache) {
        return new DatabaseOptions(store, memory, tables, upkeep, cache, manifestBytes, limits, clock);
    }

    /** The same with manifests of another size. */
    public DatabaseOptions withManifestBytes(long manifestBytes) {
        return new DatabaseOptions(store, memory, tables, upkeep, cache, manifestBytes, limits, clock);
    }

    /** The same with other limits. */
    public DatabaseOptions with(LsmReadOptions.Limits limits) {
        return new DatabaseOptions(store, memory, tables, upkeep, cache, manifestBytes, limits, clock);
    }

    /** The same with another clock. */
    public DatabaseOptions with(InstantSource clock) {
        return new DatabaseOptions(store, memory, tables, upkeep, cache, manifestBytes, limits, clock);
    }

    /** Joins operands that are in the directory already, also for a store that takes no merges. */
    Merger mergerToUse() {
        Merger merger = store.merger();
        return merger == null ? Merger.CONCATENATION : merger;
    }

    OpeningOptions openingOptions(OpeningOptions.Missing missing) {
        return new OpeningOptions(
                missing,
                cache == null ? new BufferCache(memory.cacheBytes()) : cache,
                new ReadMetrics(),
                new OpeningOptions.Limits(
                        limits.maxManifestBytes(),
                        limits.maxTables(),
                        Math.max(limits.maxReplayedBytes(), MOST_IN_MEMORY),
                        limits.maxBlockBytes()),
                rewriteOptions(),
                tables.targetBytes(),
                manifestBytes,
                clock);
    }

    Compactor.Settings compactorSettings() {
        // What a compaction reads is gone when it is done, so it is kept in no cache.
        SstableOptions reading = new SstableOptions(new BufferCache(0), new ReadMetrics(), limits.maxBlockBytes());
        LevelOptions levels = new LevelOptions(
                upkeep.compactRuns(),
                LevelOptions.DEFAULT.files(),
                LevelOptions.DEFAULT.baseBytes(),
                LevelOptions.DEFAULT.factor(),
                tables.targetBytes());
        return new Compactor.Settings(reading, levels, upkeep.bytesPerSecond(), clock);
    }

    /** Content that comes in large pieces goes to tables as large as those of the lower levels. */
    IngestOptions ingestOptions() {
        long target = Math.min(tables.targetBytes(), Long.MAX_VALUE / INGESTED_PER_TARGET) * INGESTED_PER_TARGET;
        return new IngestOptions(
                rewriteOptions().tables(), target, clock.instant().getEpochSecond());
    }

    RewriteOptions rewriteOptions() {
        SstableWriterOptions written = SstableWriterOptions.DEFAULT
                .with(tables.compression().profile)
                .withBlocks(tables.blockBytes(), tables.blockBytes())
                .withFilter(tables.filterBitsPerKey());
        return new RewriteOptions(written, mergerToUse());
    }
}
