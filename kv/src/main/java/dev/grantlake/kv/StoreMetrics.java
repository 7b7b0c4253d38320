package dev.grantlake.kv;

/**
 * What a store has done since it was opened, and what is open. Each number is right by itself; together they are of one
 * moment only if nobody writes.
 *
 * @param batches commits that have happened, empty ones left out
 * @param operations of those batches, log data left out
 * @param operationBytes what their operations took, see {@link WriteBatch#sizeBytes()}
 * @param replacements calls of {@link RangeReplacement#replaceRanges} and {@code ingest} that have happened
 * @param replacingEntries entries that they put
 * @param openCursors cursors of the store itself, not of its snapshots
 * @param openSnapshots snapshots, each of which keeps what it shows
 */
public record StoreMetrics(
        long batches,
        long operations,
        long operationBytes,
        long replacements,
        long replacingEntries,
        int openCursors,
        int openSnapshots) {}
