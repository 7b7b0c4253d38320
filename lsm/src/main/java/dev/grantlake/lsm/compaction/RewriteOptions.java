package dev.grantlake.lsm.compaction;

import dev.grantlake.kv.Merger;
import dev.grantlake.lsm.sstable.SstableWriterOptions;

import static java.util.Objects.requireNonNull;

/**
 * What is the same for all rewrites of a database.
 *
 * @param tables how tables are written
 * @param merger joins merge operands; {@link Merger#CONCATENATION} is what a directory of Pebble's goes by
 */
public record RewriteOptions(SstableWriterOptions tables, Merger merger) {

    /** Pebble's tables and merger. */
    public static final RewriteOptions DEFAULT = new RewriteOptions(SstableWriterOptions.DEFAULT, Merger.CONCATENATION);

    public RewriteOptions {
        requireNonNull(tables, "tables");
        requireNonNull(merger, "merger");
    }
}
