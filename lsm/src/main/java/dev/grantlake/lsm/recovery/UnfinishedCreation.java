package dev.grantlake.lsm.recovery;

import dev.grantlake.lsm.directory.DatabaseDirectory;
import dev.grantlake.lsm.directory.FileKind;
import dev.grantlake.lsm.directory.FileName;
import dev.grantlake.lsm.directory.Marker;
import dev.grantlake.lsm.record.Strictness;
import dev.grantlake.lsm.version.VersionBuilder;
import dev.grantlake.vfs.WritableVfs;

/** A database whose creation ended between its two markers. It is empty, so it may have any format version. */
final class UnfinishedCreation {

    private UnfinishedCreation() {}

    /** Writes the marker that is missing, if the directory is empty but for its manifest; otherwise does nothing. */
    static void finish(WritableVfs directory, OpeningOptions.Limits limits) {
        Marker manifest = Marker.latest(directory.list(), Marker.MANIFEST, directory.description());
        boolean empty = VersionBuilder.replay(
                                directory,
                                manifest.value(),
                                limits.maxManifestBytes(),
                                limits.maxTables(),
                                Strictness.DAMAGE_IS_AN_ERROR)
                        .version()
                        .tableCount()
                == 0;
        for (String name : directory.list()) {
            empty &= FileName.parse(name).kind() != FileKind.LOG || directory.size(name) == 0;
        }
        if (empty) {
            Marker.ofFormatVersion(DatabaseDirectory.MAX_FORMAT_VERSION).create(directory);
        }
    }
}
