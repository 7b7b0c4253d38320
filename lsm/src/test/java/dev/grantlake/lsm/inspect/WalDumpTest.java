package dev.grantlake.lsm.inspect;

import dev.grantlake.lsm.PebbleFixtures;
import dev.grantlake.lsm.directory.DatabaseDirectory.LogFile;
import dev.grantlake.vfs.MemoryVfs;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class WalDumpTest {

    @Test
    void showsEveryRecordAndOperation() {
        assertThat(lines("wal", "wal_tail_fmv24", "000004.log"))
                .startsWith(
                        "@0 batch of 3 from sequence 30, 43 bytes: full sync chunk synced to 0",
                        "  @31 #30 SET \"a000\" = \"wal-0\"")
                .contains("  @93 #33 RANGE_DELETE [\"a010\", \"a015\")", "  @104 LOG_DATA \"this is log data\"")
                .anySatisfy(line -> assertThat(line).contains("RANGE_KEY_SET [\"r0\", \"r5\") suffix "))
                .anySatisfy(line -> assertThat(line).contains("first sync chunk", "last sync chunk @32768"));
    }

    @Test
    void showsIngests() {
        assertThat(lines("excise", "excise_wal_pending", "000014.log"))
                .startsWith(
                        "@0 batch of 2 from sequence 1115, 36 bytes: full sync chunk synced to 0",
                        "  @31 #1115 EXCISE [\"key000600\", \"key000650\")",
                        "  @52 #1116 INGEST_SST table 000013");
    }

    @Test
    void saysHowTheLogEnds() {
        assertThat(last("levels", "levels", "000177.log")).endsWith(" the end");
        assertThat(last("wal", "wal_torn", "000004.log"))
                .startsWith("@40357 50 bytes not read, torn: a chunk of 36 bytes that crosses the end");
        assertThat(last("wal", "wal_corrupt_mid", "000004.log"))
                .startsWith("@0 ")
                .contains(" bytes not read, damaged: a chunk with a wrong checksum at 0, although the chunk at 62 ");
    }

    private static String last(String archive, String name, String log) {
        List<String> lines = lines(archive, name, log);
        return lines.get(lines.size() - 1);
    }

    private static List<String> lines(String archive, String name, String log) {
        MemoryVfs directory = PebbleFixtures.directory(archive, name);
        List<String> lines = new ArrayList<>();
        long number = Long.parseLong(log.substring(0, 6));
        WalDump.lines(directory, new LogFile(log, number, 0), false, 1 << 20, lines::add);
        return lines;
    }
}
