package dev.grantlake.lake;

import dev.grantlake.base.StorageException;
import dev.grantlake.lake.commit.CommitSettings;
import dev.grantlake.lake.flush.FlushOptions;
import dev.grantlake.lake.log.CommitLimits;

import java.time.Duration;

/**
 * How a lake is opened. Immutable; {@link #toBuilder} makes another one. Whatever is not said is as in
 * {@link #PRODUCTION}. What each option means, in which unit, and what it is if nobody says, stands with the method of
 * its name in {@link Builder}.
 */
public final class LakeOptions {

    /** Few versions: a flush a second at most, unless much is written. */
    public static final LakeOptions PRODUCTION = new Builder().build();

    /** Many versions: a flush every 100 ms, or 1000 rows. */
    public static final LakeOptions COMPAT = new Builder()
            .tickInterval(Duration.ofMillis(100))
            .maxPendingRows(1000)
            .build();

    private final Builder values;
    private final FlushOptions flush;
    private final CommitSettings commits;
    private final CommitLimits limits;
    private final OptimizerOptions optimizer;

    private LakeOptions(Builder values) {
        this.values = values;
        this.flush = new FlushOptions(
                values.tickInterval,
                values.maxPendingRows,
                values.maxPendingBytes,
                values.minFlushInterval,
                values.flushErrorBackoff,
                values.versionHighWater,
                values.gateWindow,
                values.gateBatch,
                values.gateQueue);
        this.commits = new CommitSettings(
                values.groupCommitTransactions,
                values.groupCommitBytes,
                values.groupCommitWindow,
                values.walSegmentBytes,
                values.walReserveBytes,
                values.memtableHeapBytes,
                values.maxImmutables);
        this.optimizer =
                new OptimizerOptions(values.optimizerInterval, values.optimizeAfterCommits, values.versionRetention);
        if (values.directoryBytes < 0 || values.cacheBytes < 0) {
            throw new StorageException(
                    StorageException.Kind.INVALID_ARGUMENT,
                    "a directory of " + values.directoryBytes + " bytes, a cache of " + values.cacheBytes);
        }
        this.limits = new CommitLimits(values.maxKeyBytes, values.maxValueBytes, values.maxTransactionBytes);
    }

    /** A builder that begins with these options. */
    public Builder toBuilder() {
        return values.copy();
    }

    public WriteMode writeMode() {
        return values.writeMode;
    }

    public boolean versioned() {
        return values.versioned;
    }

    public Isolation isolation() {
        return values.isolation;
    }

    public ConflictMode conflicts() {
        return values.conflicts;
    }

    public SyncMode sync() {
        return values.sync;
    }

    public MemtableForm memtableForm() {
        return values.memtableForm;
    }

    public boolean flusherEnabled() {
        return values.flusherEnabled;
    }

    public boolean salvageLog() {
        return values.salvageLog;
    }

    public boolean optimizerEnabled() {
        return values.optimizerEnabled;
    }

    public Duration optimizerInterval() {
        return values.optimizerInterval;
    }

    public long optimizeAfterCommits() {
        return values.optimizeAfterCommits;
    }

    public Duration versionRetention() {
        return values.versionRetention;
    }

    public long directoryBytes() {
        return values.directoryBytes;
    }

    public long cacheBytes() {
        return values.cacheBytes;
    }

    FlushOptions flush() {
        return flush;
    }

    OptimizerOptions optimizer() {
        return optimizer;
    }

    CommitSettings commits() {
        return commits;
    }

    CommitLimits limits() {
        return limits;
    }

    /** Puts options together. Belongs to one thread. */
    public static final class Builder implements Cloneable {

        private WriteMode writeMode = WriteMode.LOGGED;
        private boolean versioned = true;
        private Isolation isolation = Isolation.SNAPSHOT;
        private ConflictMode conflicts = ConflictMode.FIRST_COMMITTER_WINS;
        private SyncMode sync = SyncMode.EVERY;
        private MemtableForm memtableForm = MemtableForm.COLUMNS;
        private boolean flusherEnabled = true;
        private boolean salvageLog;

        private int maxKeyBytes = CommitLimits.DEFAULT.maxKeyBytes();
        private int maxValueBytes = CommitLimits.DEFAULT.maxValueBytes();
        private int maxTransactionBytes = CommitLimits.DEFAULT.maxRecordBytes();

        private Duration tickInterval = FlushOptions.PRODUCTION.tickInterval();
        private long maxPendingRows = FlushOptions.PRODUCTION.maxPendingRows();
        private long maxPendingBytes = FlushOptions.PRODUCTION.maxPendingBytes();
        private Duration minFlushInterval = FlushOptions.PRODUCTION.minFlushInterval();
        private Duration flushErrorBackoff = FlushOptions.PRODUCTION.errorBackoff();
        private long versionHighWater = FlushOptions.PRODUCTION.versionHighWater();
        private Duration gateWindow = FlushOptions.PRODUCTION.waitWindow();
        private int gateBatch = FlushOptions.PRODUCTION.waitBatch();
        private int gateQueue = FlushOptions.PRODUCTION.waitQueue();

        private int groupCommitTransactions = CommitSettings.DEFAULT.groupTransactions();
        private int groupCommitBytes = CommitSettings.DEFAULT.groupBytes();
        private Duration groupCommitWindow = CommitSettings.DEFAULT.groupWindow();
        private long walSegmentBytes = CommitSettings.DEFAULT.segmentBytes();
        private long walReserveBytes = CommitSettings.DEFAULT.reserveBytes();
        private long memtableHeapBytes = CommitSettings.DEFAULT.heapBytes();
        private int maxImmutables = CommitSettings.DEFAULT.maxFrozen();

        private long directoryBytes = 256L << 20;
        private long cacheBytes = 64L << 20;

        private boolean optimizerEnabled = true;
        private Duration optimizerInterval = Duration.ofMinutes(5);
        private long optimizeAfterCommits = 1000;
        private Duration versionRetention = Duration.ofDays(7);

        private Builder() {}

        /** When a commit returns; {@link WriteMode#LOGGED}. */
        public Builder writeMode(WriteMode mode) {
            this.writeMode = mode;
            return this;
        }

        /** Whether transactions may read versions of the past; they may. */
        public Builder versioned(boolean versioned) {
            this.versioned = versioned;
            return this;
        }

        /** What a transaction sees of others; {@link Isolation#SNAPSHOT}. */
        public Builder isolation(Isolation isolation) {
            this.isolation = isolation;
            return this;
        }

        /** What happens when two write the same key; {@link ConflictMode#FIRST_COMMITTER_WINS}. */
        public Builder conflicts(ConflictMode mode) {
            this.conflicts = mode;
            return this;
        }

        /** When the log is forced; {@link SyncMode#EVERY}. */
        public Builder sync(SyncMode mode) {
            this.sync = mode;
            return this;
        }

        /** How memtables lie in memory; {@link MemtableForm#COLUMNS}. */
        public Builder memtableForm(MemtableForm form) {
            this.memtableForm = form;
            return this;
        }

        /** Whether memtables are flushed at all, but for explicit calls; they are. Off in tests of the log. */
        public Builder flusherEnabled(boolean enabled) {
            this.flusherEnabled = enabled;
            return this;
        }

        /** Whether a damaged log is opened with what comes before the damage, the rest moved aside; it is refused. */
        public Builder salvageLog(boolean salvage) {
            this.salvageLog = salvage;
            return this;
        }

        /** Bytes of a key; 64 KiB. */
        public Builder maxKeyBytes(int bytes) {
            this.maxKeyBytes = bytes;
            return this;
        }

        /** Bytes of a value; 16 MiB. */
        public Builder maxValueBytes(int bytes) {
            this.maxValueBytes = bytes;
            return this;
        }

        /** Bytes of a transaction in the log; 64 MiB, which is also the most. */
        public Builder maxTransactionBytes(int bytes) {
            this.maxTransactionBytes = bytes;
            return this;
        }

        /** After which whatever there is gets flushed; 1 s. */
        public Builder tickInterval(Duration interval) {
            this.tickInterval = interval;
            return this;
        }

        /** Rows that get flushed at once; 50 000. */
        public Builder maxPendingRows(long rows) {
            this.maxPendingRows = rows;
            return this;
        }

        /** Bytes of keys and values that get flushed at once; 8 MiB. */
        public Builder maxPendingBytes(long bytes) {
            this.maxPendingBytes = bytes;
            return this;
        }

        /** From the start of one flush to that of the next; 50 ms, at most a tick. */
        public Builder minFlushInterval(Duration interval) {
            this.minFlushInterval = interval;
            return this;
        }

        /** Between a flush that failed and the next try; 50 ms. */
        public Builder flushErrorBackoff(Duration backoff) {
            this.flushErrorBackoff = backoff;
            return this;
        }

        /** Versions without a compaction from which on flushes become rarer; 1000. */
        public Builder versionHighWater(long versions) {
            this.versionHighWater = versions;
            return this;
        }

        /** How commits share a flush in {@link WriteMode#SYNCHRONOUS}; 500 µs, 64, and 256 that wait. */
        public Builder gate(Duration window, int batch, int queue) {
            this.gateWindow = window;
            this.gateBatch = batch;
            this.gateQueue = queue;
            return this;
        }

        /** What goes to the log at once; 256 transactions, 4 MiB, and no waiting for more. */
        public Builder groupCommit(int transactions, int bytes, Duration window) {
            this.groupCommitTransactions = transactions;
            this.groupCommitBytes = bytes;
            this.groupCommitWindow = window;
            return this;
        }

        /** Bytes of a segment of the log, and room that is made ahead in it; 64 MiB and 1 MiB. */
        public Builder walSegment(long bytes, long reserveBytes) {
            this.walSegmentBytes = bytes;
            this.walReserveBytes = reserveBytes;
            return this;
        }

        /** What memtables may take on the heap before commits wait, and how many may wait; 64 MiB and 2. */
        public Builder memtables(long heapBytes, int immutables) {
            this.memtableHeapBytes = heapBytes;
            this.maxImmutables = immutables;
            return this;
        }

        /**
         * Bytes of memory up to which the directory has every key, 14 and the key each; beyond it has one of 128, and a
         * filter of 10 bits a key while those fit; 256 MiB.
         */
        public Builder directoryBytes(long bytes) {
            this.directoryBytes = bytes;
            return this;
        }

        /** Bytes of memory for blocks of values and of keys that were read; 64 MiB. */
        public Builder cacheBytes(long bytes) {
            this.cacheBytes = bytes;
            return this;
        }

        /**
         * Whether the table is compacted and pruned in the background, how often, and after how many commits; it is,
         * every 5 min, after 1000 commits, and when more than 8 fragments of fewer than 64 Ki rows, more than 32 of at
         * most half of what one may have, 200 versions, or a large fragment with a fifth of its rows gone have come.
         */
        public Builder optimizer(boolean enabled, Duration interval, long afterCommits) {
            this.optimizerEnabled = enabled;
            this.optimizerInterval = interval;
            this.optimizeAfterCommits = afterCommits;
            return this;
        }

        /** How long versions are kept; 7 days, 0 for ever. */
        public Builder versionRetention(Duration retention) {
            this.versionRetention = retention;
            return this;
        }

        /**
         * The options.
         *
         * @throws StorageException of kind {@code INVALID_ARGUMENT} if one is out of its range
         */
        public LakeOptions build() {
            return new LakeOptions(copy());
        }

        private Builder copy() {
            try {
                return (Builder) clone();
            } catch (CloneNotSupportedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
