package dev.grantlake.lsm.recovery;

import dev.grantlake.base.BufferCache;
import dev.grantlake.base.ReadMetrics;
import dev.grantlake.lsm.compaction.RewriteOptions;
import dev.grantlake.lsm.sstable.SstableOptions;
import dev.grantlake.lsm.version.TableFiles;
import dev.grantlake.lsm.version.VersionSet;
import dev.grantlake.vfs.Vfs;

import java.time.InstantSource;

import static java.util.Objects.requireNonNull;

/**
 * How a directory is opened for writing.
 *
 * @param missing what is done where there is no database
 * @param cache where decoded blocks are kept; may be shared with other readers
 * @param metrics where reads are counted; may be shared with other readers
 * @param limits what a directory may ask for at most
 * @param rewrite how tables are written
 * @param targetBytes the size of the tables that what the logs hold is flushed to
 * @param manifestBytes the size from which on a manifest may be begun anew
 * @param clock for the times that the manifest says of tables
 */
public record OpeningOptions(
        Missing missing,
        BufferCache cache,
        ReadMetrics metrics,
        Limits limits,
        RewriteOptions rewrite,
        long targetBytes,
        long manifestBytes,
        InstantSource clock) {

    /** Pebble's size from which on a manifest may be begun anew. */
    public static final long MANIFEST_BYTES = 128L << 20;

    /** What is done where there is no database. */
    public enum Missing {
        /** An empty one is made. */
        CREATE,
        /** The opening fails with {@code NOT_FOUND}. */
        FAIL
    }

    /**
     * Bounds on what a directory makes its opening do. Passing one is a {@code StorageException} of kind
     * {@code LIMIT_EXCEEDED}.
     *
     * @param maxManifestBytes the largest manifest that is read
     * @param maxTables the most tables that a version may have
     * @param maxReplayedBytes the most memory that what the logs hold may take, in bytes; also the longest record
     * @param maxBlockBytes the longest table block, stored and decoded
     */
    public record Limits(long maxManifestBytes, int maxTables, long maxReplayedBytes, int maxBlockBytes) {}

    public OpeningOptions {
        requireNonNull(missing, "missing");
        requireNonNull(cache, "cache");
        requireNonNull(metrics, "metrics");
        requireNonNull(limits, "limits");
        requireNonNull(rewrite, "rewrite");
        requireNonNull(clock, "clock");
    }

    VersionSet.Settings versionSettings(Vfs directory) {
        SstableOptions tables = new SstableOptions(cache, metrics, limits.maxBlockBytes());
        return new VersionSet.Settings(new TableFiles(directory, tables), manifestBytes, limits.maxTables());
    }
}
