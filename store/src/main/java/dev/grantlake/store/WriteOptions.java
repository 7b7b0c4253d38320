package dev.grantlake.store;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * How to write a file: settings and the components it works with. Immutable; start from {@link #defaults()}.
 *
 * @param engine the engine that writes, for example {@code pebble}
 * @param replace whether a file that is already there is replaced; else that is an error of kind {@code ALREADY_EXISTS}
 * @param packing how the database is packed
 * @param layout where compression happens in an indexed file
 * @param compressionLevel the level of zstd, 1 to 19
 * @param digests whether fingerprints of the grants are kept, by which two files are compared without reading them
 * @param memoryBytes what rows and their sorting may take of the heap; the rest goes to unlinked files in the temporary
 *     folder. Ids of entitlements and principals are not counted: each stays in memory, once
 * @param threads how many threads may work on the file beside those that put; at least 1. Of no effect on its bytes
 * @param temporaryFolder where sorted runs go that do not fit in memory
 * @param maxKeyBytes the longest encoded key of a record, 1 to {@link #MAX_KEY_BYTES}
 * @param maxAssetBytes the most bytes of data in an asset. Beside it a record is bounded by what the file's tables
 *     take, for engine {@code pebble} 280 MiB of key and value. While an asset is written, the heap holds it about
 *     three times, and five times with {@link TableLayout#BLOCKS}
 * @param manySyncs whether a new file that is {@linkplain Grantlake#edit edited} has room for many syncs: in the layout
 *     of the first interior, which Go reads up to v0.14 and refuses today. Of no effect on a file that is there
 * @param clock says when a record was discovered, and when the sync began and ended, where the caller does not
 * @param random the random part of a new sync's id
 */
public record WriteOptions(
        String engine,
        boolean replace,
        Packing packing,
        TableLayout layout,
        int compressionLevel,
        boolean digests,
        long memoryBytes,
        int threads,
        Path temporaryFolder,
        int maxKeyBytes,
        long maxAssetBytes,
        boolean manySyncs,
        InstantSource clock,
        RandomGenerator random) {

    /** The most that {@link #maxKeyBytes} can be: 256 KiB. Readers take longer keys, but sorting wants them short. */
    public static final int MAX_KEY_BYTES = 256 << 10;

    private static final String DEFAULT_ENGINE = "pebble";
    private static final int DEFAULT_LEVEL = 3;
    private static final int MAX_LEVEL = 19;
    private static final int DEFAULT_MAX_KEY_BYTES = 60 << 10;
    private static final long DEFAULT_MAX_ASSET_BYTES = 256L << 20;
    private static final long MIN_MEMORY_BYTES = 1 << 20;

    public WriteOptions {
        requireAtLeast("level of compression", compressionLevel, 1);
        requireAtLeast("number of threads", threads, 1);
        requireAtLeast("memory in bytes", memoryBytes, MIN_MEMORY_BYTES);
        requireAtLeast("length of keys in bytes", maxKeyBytes, 1);
        requireAtLeast("size of assets in bytes", maxAssetBytes, 0);
        requireAtMost("level of compression", compressionLevel, MAX_LEVEL);
        requireAtMost("length of keys in bytes", maxKeyBytes, MAX_KEY_BYTES);
    }

    /**
     * Engine {@code pebble}, indexed frames, digests, a quarter of the heap (at most 256 MiB) for sorting, as many
     * threads as processors, keys of 60 KiB, assets of 256 MiB, the system's clock and temporary folder; a file that is
     * there is not replaced.
     */
    public static WriteOptions defaults() {
        long quarter = Runtime.getRuntime().maxMemory() / 4;
        return new WriteOptions(
                DEFAULT_ENGINE,
                false,
                Packing.INDEXED_ZSTD,
                TableLayout.FRAMES,
                DEFAULT_LEVEL,
                true,
                Math.max(MIN_MEMORY_BYTES, Math.min(256L << 20, quarter)),
                Runtime.getRuntime().availableProcessors(),
                OpenOptions.defaults().temporaryFolder(),
                DEFAULT_MAX_KEY_BYTES,
                DEFAULT_MAX_ASSET_BYTES,
                false,
                InstantSource.system(),
                new SecureRandom());
    }

    public WriteOptions withEngine(String engine) {
        return with(draft -> draft.engine = engine);
    }

    public WriteOptions withReplace(boolean replace) {
        return with(draft -> draft.replace = replace);
    }

    public WriteOptions withPacking(Packing packing) {
        return with(draft -> draft.packing = packing);
    }

    public WriteOptions withLayout(TableLayout layout) {
        return with(draft -> draft.layout = layout);
    }

    public WriteOptions withCompressionLevel(int compressionLevel) {
        return with(draft -> draft.compressionLevel = compressionLevel);
    }

    public WriteOptions withDigests(boolean digests) {
        return with(draft -> draft.digests = digests);
    }

    public WriteOptions withMemoryBytes(long memoryBytes) {
        return with(draft -> draft.memoryBytes = memoryBytes);
    }

    public WriteOptions withThreads(int threads) {
        return with(draft -> draft.threads = threads);
    }

    public WriteOptions withTemporaryFolder(Path temporaryFolder) {
        return with(draft -> draft.temporaryFolder = temporaryFolder);
    }

    public WriteOptions withLimits(int maxKeyBytes, long maxAssetBytes) {
        return with(draft -> {
            draft.maxKeyBytes = maxKeyBytes;
            draft.maxAssetBytes = maxAssetBytes;
        });
    }

    public WriteOptions withManySyncs(boolean manySyncs) {
        return with(draft -> draft.manySyncs = manySyncs);
    }

    public WriteOptions withClock(InstantSource clock) {
        return with(draft -> draft.clock = clock);
    }

    public WriteOptions withRandom(RandomGenerator random) {
        return with(draft -> draft.random = random);
    }

    private WriteOptions with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.toOptions();
    }

    private static void requireAtMost(String what, long value, long most) {
        if (value > most) {
            throw StoreException.invalidArgument(what + " " + value + ", at most " + most + " is possible");
        }
    }

    private static void requireAtLeast(String what, long value, long least) {
        if (value < least) {
            throw StoreException.invalidArgument(what + " " + value + ", at least " + least + " is needed");
        }
    }

    /** The components while one of them changes: the only place that lists them all again. */
    private static final class Draft {

        private String engine;
        private boolean replace;
        private Packing packing;
        private TableLayout layout;
        private int compressionLevel;
        private boolean digests;
        private long memoryBytes;
        private int threads;
        private Path temporaryFolder;
        private int maxKeyBytes;
        private long maxAssetBytes;
        private boolean manySyncs;
        private InstantSource clock;
        private RandomGenerator random;

        Draft(WriteOptions options) {
            this.engine = options.engine;
            this.replace = options.replace;
            this.packing = options.packing;
            this.layout = options.layout;
            this.compressionLevel = options.compressionLevel;
            this.digests = options.digests;
            this.memoryBytes = options.memoryBytes;
            this.threads = options.threads;
            this.temporaryFolder = options.temporaryFolder;
            this.maxKeyBytes = options.maxKeyBytes;
            this.maxAssetBytes = options.maxAssetBytes;
            this.manySyncs = options.manySyncs;
            this.clock = options.clock;
            this.random = options.random;
        }

        WriteOptions toOptions() {
            return new WriteOptions(
                    engine,
                    replace,
                    packing,
                    layout,
                    compressionLevel,
                    digests,
                    memoryBytes,
                    threads,
                    temporaryFolder,
                    maxKeyBytes,
                    maxAssetBytes,
                    manySyncs,
                    clock,
                    random);
        }
    }
}
