package dev.grantlake.lsm.inspect;

import dev.grantlake.base.Bytes;
import dev.grantlake.lsm.PebbleFixtures;
import dev.grantlake.lsm.directory.DatabaseDirectory;
import dev.grantlake.lsm.record.Strictness;
import dev.grantlake.lsm.version.Version;
import dev.grantlake.lsm.version.VersionBuilder;
import dev.grantlake.vfs.MemoryVfs;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DirectoryDumpTest {

    @Test
    void tellsWhichFilesCount() {
        MemoryVfs files = PebbleFixtures.directory("levels", "levels")
                .put("marker.manifest.000001.MANIFEST-000001", Bytes.EMPTY)
                .put("OPTIONS-000002", Bytes.EMPTY)
                .put("000999.sst", Bytes.EMPTY)
                .put("LOCK", Bytes.EMPTY)
                .put("notes.txt", Bytes.wrap(new byte[7]));
        DatabaseDirectory directory = DatabaseDirectory.read(files);
        assertThat(DirectoryDump.files(files, directory, version(files, directory)))
                .filteredOn(entry ->
                        entry.use() != DirectoryDump.Use.LIVE || !entry.name().endsWith(".sst"))
                .extracting(entry -> entry.name() + " " + entry.size() + " " + entry.use())
                .containsExactly(
                        "000175.log 3087 OBSOLETE",
                        "000177.log 3234 LIVE",
                        "000999.sst 0 OBSOLETE",
                        "LOCK 0 LIVE",
                        "MANIFEST-000001 15266 OBSOLETE",
                        "MANIFEST-000172 2977 LIVE",
                        "OPTIONS-000002 0 OBSOLETE",
                        "OPTIONS-000174 2766 LIVE",
                        "marker.format-version.000011.024 0 LIVE",
                        "marker.manifest.000001.MANIFEST-000001 0 OBSOLETE",
                        "marker.manifest.000002.MANIFEST-000172 0 LIVE",
                        "notes.txt 7 FOREIGN");
    }

    @Test
    void countsTablesThatOnlyALogNames() {
        MemoryVfs files = PebbleFixtures.directory("excise", "excise_wal_pending");
        DatabaseDirectory directory = DatabaseDirectory.read(files);
        assertThat(DirectoryDump.files(files, directory, version(files, directory)))
                .filteredOn(entry -> entry.name().equals("000013.sst"))
                .singleElement()
                .satisfies(entry -> assertThat(entry.use()).isEqualTo(DirectoryDump.Use.LIVE));
    }

    @Test
    void listsLevels() {
        MemoryVfs files = PebbleFixtures.directory("checkpoint_baton", "checkpoint_baton");
        assertThat(DirectoryDump.levels(version(files, DatabaseDirectory.read(files))))
                .containsExactly(
                        "L0: 1 tables, 6201 bytes",
                        "  000007 [6b6579303030303030#3010,DELETE, 6b6579303032393935#3609,DELETE]",
                        "L6: 1 tables, 102067 bytes",
                        "  000005 [6b6579303030303030#10,SET, 6b6579303032393939#3009,SET]");
    }

    private static Version version(MemoryVfs files, DatabaseDirectory directory) {
        return VersionBuilder.replay(files, directory.manifest(), 1 << 20, 1000, Strictness.STRICT)
                .version();
    }
}
