/**
 * A transactional key-value store whose lasting form is one columnar dataset in versions. A commit is durable when its
 * log record is; rows are migrated into the dataset in batches, each of them one version; one worker compacts. What
 * went wrong says a {@link dev.grantlake.lake.error.LakeException}.
 */
package dev.grantlake.lake;
