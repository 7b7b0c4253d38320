package dev.grantlake.lsm.sstable;

import dev.grantlake.base.BufferCache;
import dev.grantlake.base.ReadMetrics;

/** Opens tables for tests. */
final class Tables {

    private Tables() {}

    /** A table of the fixtures, read as from a frame in memory. */
    static Sstable open(String fixture) {
        return open(fixture, BytesFile.fixture(fixture));
    }

    static Sstable open(byte[] content) {
        return open("test.sst", content);
    }

    static Sstable open(String name, byte[] content) {
        return Sstable.open(BytesFile.views(name, content), options());
    }

    static SstableOptions options() {
        return new SstableOptions(new BufferCache(1 << 20), new ReadMetrics());
    }
}
