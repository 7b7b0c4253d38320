package dev.grantlake.lake.checkpoint;

import dev.grantlake.base.StorageException;
import dev.grantlake.base.StorageException.Kind;

import java.time.Instant;

/**
 * The newest version of the dataset that is known to be on disk whole, and what of the log is needed on top of it.
 *
 * @param datasetVersion number of the version, 1 or more
 * @param maxSeq the largest sequence number that is in it or in a version before, 0 if there is none
 * @param firstWalSegment number of the first log segment that is needed, 1 or more; those before may be gone
 * @param writtenAt for people
 */
public record Checkpoint(long datasetVersion, long maxSeq, long firstWalSegment, Instant writtenAt) {

    public Checkpoint {
        if (datasetVersion < 1 || maxSeq < 0 || firstWalSegment < 1) {
            throw new StorageException(
                    Kind.INVALID_ARGUMENT,
                    "a checkpoint of version " + datasetVersion + ", sequence number " + maxSeq + " and segment "
                            + firstWalSegment);
        }
    }
}
