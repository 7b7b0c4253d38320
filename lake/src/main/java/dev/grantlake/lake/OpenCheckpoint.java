package dev.grantlake.lake;

import dev.grantlake.lake.checkpoint.Checkpoint;
import dev.grantlake.lake.checkpoint.CheckpointFile;
import dev.grantlake.lake.flush.FlushedPoint;

import java.time.InstantSource;

/** The checkpoint of an open lake. Thread-safe, for one writer at a time. */
final class OpenCheckpoint implements FlushedPoint {

    private final CheckpointFile file;
    private final InstantSource time;
    private volatile long version;

    /** {@code version} is the one that the file names, 0 if there is none. */
    OpenCheckpoint(CheckpointFile file, InstantSource time, long version) {
        this.file = file;
        this.time = time;
        this.version = version;
    }

    /** The version that the next opening may go back to, 0 if that is not known. */
    long version() {
        return version;
    }

    @Override
    public void record(long newVersion, long maxSeq, long firstSegment) {
        file.write(new Checkpoint(newVersion, maxSeq, firstSegment, time.instant()));
        version = newVersion;
    }
}
