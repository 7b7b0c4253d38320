package dev.grantlake.lsm.inspect;

import dev.grantlake.base.BufferCache;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.ReadMetrics;
import dev.grantlake.lsm.LsmReadOptions;
import dev.grantlake.lsm.PebbleFixtures;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.manifest.EditScript;
import dev.grantlake.lsm.record.ChunkFormat;
import dev.grantlake.lsm.record.LogBytes;
import dev.grantlake.lsm.wal.BatchBytes;
import dev.grantlake.testbase.Fixtures;
import dev.grantlake.vfs.MemoryVfs;
import dev.grantlake.vfs.ReadableFile;
import dev.grantlake.vfs.testing.LeakCheckingVfs;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class KeyFinderTest {

    private static final LsmReadOptions OPTIONS = new LsmReadOptions(new BufferCache(0), new ReadMetrics());

    private final List<String> problems = new ArrayList<>();

    @Test
    void findsVersionsInLogsAndTables() {
        assertThat(find(PebbleFixtures.directory("wal", "wal_tail_fmv24"), "a000"))
                .containsExactly(
                        "000002.log @23 obsolete #10 SET flushed-0",
                        "000004.log @31 live #30 SET wal-0",
                        "bounds 000005.sst L0",
                        "000005.sst L0 @0 #10 SET flushed-0");
        assertThat(problems).isEmpty();
    }

    @Test
    void findsRangesThatHoldTheKey() {
        assertThat(find(PebbleFixtures.directory("wal", "wal_tail_fmv24"), "a012"))
                .contains("000004.log @93 live #33 RANGE_DELETE [a010, a015)");
        assertThat(find(PebbleFixtures.directory("excise", "excise_direct"), "key000720"))
                .anySatisfy(place ->
                        assertThat(place).matches("000007.sst L0 #\\d+ RANGE_DELETE \\[key000700, key000750\\)"));
    }

    @Test
    void findsWhatIngestsAndExcisesOfALogMean() {
        assertThat(find(PebbleFixtures.directory("excise", "excise_wal_pending"), "key000612"))
                .startsWith(
                        "000014.log @31 live #1115 EXCISE [key000600, key000650)",
                        "000013.sst ingested @0 #1116 SET val-000612-g6-3ca2a06ea295d9d7")
                .hasSizeGreaterThan(3);
    }

    @Test
    void namesTheBlockThatHoldsTheVersion() {
        MemoryVfs directory = PebbleFixtures.directory("excise", "excise_wal_pending");
        assertThat(find(directory, "key000612"))
                .contains("000005.sst L6 @16673 #622 SET val-000612-g0-3c9eeb24a2a9929d");
        StringBuilder dump = new StringBuilder();
        try (ReadableFile file = directory.open("000005.sst")) {
            SstableDump.write(file, SstableDump.Extent.ALL, dump);
        }
        String block = dump.substring(dump.indexOf(", at 16673"));
        assertThat(block.substring(0, block.indexOf("data block"))).contains("000612");
    }

    @Test
    void findsRangeKeysOfTables() throws IOException {
        byte[] batch = new BatchBytes(10)
                .operation(KeyKind.INGEST_SST, Bytes.ofHex("07"), Bytes.EMPTY)
                .toArray();
        byte[] log = new LogBytes().record(ChunkFormat.SYNC, 4, 0, batch).toArray();
        MemoryVfs directory = new MemoryVfs("db")
                .put("marker.format-version.000001.024", Bytes.EMPTY)
                .put("marker.manifest.000001.MANIFEST-000001", Bytes.EMPTY)
                .put("MANIFEST-000001", Bytes.wrap(EditScript.manifest(List.of("2 4 3 9"))))
                .put("000004.log", Bytes.wrap(log))
                .put("000007.sst", Bytes.wrap(Files.readAllBytes(Fixtures.path("sst/rangekeys-v7.sst"))));
        assertThat(find(directory, "bb"))
                .contains(
                        "000007.sst ingested #10 RANGE_KEY_SET [a, c)",
                        "000007.sst ingested #10 RANGE_KEY_UNSET [a, c)");
    }

    @Test
    void findsOldVersionsOnAllLevels() {
        List<String> places = find(PebbleFixtures.directory("levels", "levels"), "key000000");
        assertThat(places).anySatisfy(place -> assertThat(place).contains("L6"));
        assertThat(places).anySatisfy(place -> assertThat(place).startsWith("000177.log"));
    }

    @Test
    void findsNothingWhereNothingIs() {
        assertThat(find(PebbleFixtures.directory("wal", "wal_empty"), "zzz")).isEmpty();
        assertThat(problems).isEmpty();
    }

    @Test
    void goesOnBehindWhatCannotBeRead() {
        MemoryVfs directory = PebbleFixtures.directory("wal", "wal_corrupt_mid");
        assertThat(find(directory, "a001")).isNotEmpty();
        assertThat(problems).singleElement().asString().contains("000004.log", "the chunk at 62");
        problems.clear();
        byte[] table = directory.content("000005.sst").toArray();
        table[10] ^= 1;
        assertThat(find(directory.put("000005.sst", Bytes.wrap(table)), "a001"))
                .containsExactly("000002.log @62 obsolete #11 SET flushed-1", "bounds 000005.sst L0");
        assertThat(problems).hasSize(2).last().asString().contains("000005.sst", "checksum");
    }

    private List<String> find(MemoryVfs directory, String key) {
        List<String> places = new ArrayList<>();
        LeakCheckingVfs checked = new LeakCheckingVfs(directory);
        KeyFinder.find(checked, Bytes.utf8(key), OPTIONS, place -> places.add(text(place)), problems::add);
        checked.requireNothingOpen();
        return places;
    }

    private static String text(KeyPlace place) {
        if (place instanceof KeyPlace.InLog log) {
            return log.file() + " @" + log.offset() + (log.live() ? " live #" : " obsolete #") + log.sequence() + " "
                    + log.kind() + " " + log.value().toUtf8();
        }
        if (place instanceof KeyPlace.RangeInLog range) {
            return range.file() + " @" + range.offset() + (range.live() ? " live #" : " obsolete #") + range.sequence()
                    + " " + range.kind() + " [" + range.start().toUtf8() + ", "
                    + range.end().toUtf8() + ")";
        }
        if (place instanceof KeyPlace.InTable table) {
            return table.file() + level(table.level()) + " @" + table.blockOffset() + " #" + table.sequence() + " "
                    + table.kind() + " " + table.value().toUtf8();
        }
        if (place instanceof KeyPlace.RangeInTable range) {
            return range.file() + level(range.level()) + " #" + range.sequence() + " " + range.kind() + " ["
                    + range.start().toUtf8() + ", " + range.end().toUtf8() + ")";
        }
        KeyPlace.InBounds bounds = (KeyPlace.InBounds) place;
        return "bounds " + bounds.file() + level(bounds.level());
    }

    private static String level(int level) {
        return level == KeyPlace.INGESTED ? " ingested" : " L" + level;
    }
}
