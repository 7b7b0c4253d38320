package dev.grantlake.lake.crash;

import dev.grantlake.base.Bytes;
import dev.grantlake.lake.Lake;
import dev.grantlake.lake.LakeOptions;
import dev.grantlake.lake.recovery.LakeFolders;
import dev.grantlake.lake.testing.LakeKills;
import dev.grantlake.lake.testing.LakeWriters;
import dev.grantlake.vfs.WritableDiskVfs;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A lake over plain files, to be worked on until the process is killed. */
final class KilledLake implements LakeKills.Subject {

    @Override
    public List<String> command(Path store, Path temporary) {
        return LakeKills.command(KilledLake.class, store, temporary);
    }

    public static void main(String[] args) {
        LakeWriters.workForEver(new KilledLake().open(Path.of(args[0])), false);
    }

    @Override
    public Lake open(Path store) {
        LakeOptions options = LakeOptions.COMPAT.toBuilder()
                .tickInterval(Duration.ofMillis(20))
                .minFlushInterval(Duration.ofMillis(5))
                .walSegment(64 << 10, 16 << 10)
                .build();
        return Lake.open(
                LakeFolders.at(store),
                trusted -> FileTable.open(WritableDiskVfs.create(store.resolve("kv")), trusted, FileTable.Forcing.ALL),
                options);
    }

    /** The table has no reader but the lake. */
    @Override
    public void check(Path store, Map<Bytes, LakeKills.Row> rows) {}
}
