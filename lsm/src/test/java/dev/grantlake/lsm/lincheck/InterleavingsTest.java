package dev.grantlake.lsm.lincheck;

import dev.grantlake.lsm.ReadStateOperations;
import dev.grantlake.lsm.commit.CommitsOperations;
import dev.grantlake.lsm.version.VersionSetOperations;
import org.junit.jupiter.api.Test;

/** Whatever threads do at once, there is an order of their calls that explains the answers. */
class InterleavingsTest {

    @Test
    void ofCommits() {
        CommitsOperations.check();
    }

    @Test
    void ofVersions() {
        VersionSetOperations.check();
    }

    @Test
    void ofReadsWhileMemoryIsFlushed() {
        ReadStateOperations.check();
    }
}
