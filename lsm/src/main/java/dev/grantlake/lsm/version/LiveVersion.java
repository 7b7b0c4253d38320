package dev.grantlake.lsm.version;

import dev.grantlake.lsm.directory.FileName;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A version together with how many need it. The first of them is the version set itself, while the version is the
 * current one. Thread-safe.
 */
final class LiveVersion {

    private final Version version;
    private final TableFiles files;
    private final ObsoleteFiles obsolete;
    private final AtomicInteger users = new AtomicInteger(1);

    /** A version that one needs. */
    LiveVersion(Version version, TableFiles files, ObsoleteFiles obsolete) {
        this.version = version;
        this.files = files;
        this.obsolete = obsolete;
        files.retain(version.files().keySet());
    }

    Version version() {
        return version;
    }

    /** Counts one more, who asks while somebody needs the version. */
    void retain() {
        users.incrementAndGet();
    }

    /**
     * Counts one less. The last one leaves the files to those versions that name them, too; what none names was dropped
     * by an edit that is on disk, since the current version is needed by the set.
     */
    void release() {
        if (users.decrementAndGet() == 0) {
            List<Long> unused = files.release(version.files().keySet());
            obsolete.add(unused.stream().map(FileName::ofTable).toList());
        }
    }

    int users() {
        return users.get();
    }
}
