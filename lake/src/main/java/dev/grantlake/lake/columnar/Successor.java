package dev.grantlake.lake.columnar;

import dev.grantlake.lake.dataset.DatasetVersion;
import dev.grantlake.lake.directory.KeyDirectory;

/**
 * What is to become the head of a table: on disk, and with one row for each key.
 *
 * @param version open; belongs to whoever has this
 * @param maxSeq the largest sequence number in it or a version before it
 */
record Successor(DatasetVersion version, KeyDirectory directory, long maxSeq) {}
