package dev.grantlake.lsm.ingest;

import dev.grantlake.lsm.sstable.SstableWriterOptions;

import static java.util.Objects.requireNonNull;

/**
 * How tables are made of content that comes from outside.
 *
 * @param tables how they are written
 * @param targetBytes the size that they should have; 1 or more
 * @param creationTime what the manifest says of them, in seconds since 1970; 0 to say nothing
 */
public record IngestOptions(SstableWriterOptions tables, long targetBytes, long creationTime) {

    public IngestOptions {
        requireNonNull(tables, "tables");
        if (targetBytes < 1) {
            throw new IllegalArgumentException("targetBytes " + targetBytes);
        }
    }
}
