package dev.grantlake.lsm.wal;

import dev.grantlake.base.Bytes;
import dev.grantlake.lsm.GoPeer;
import dev.grantlake.lsm.manifest.EditScript;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.vfs.ReadableFile;
import dev.grantlake.vfs.WritableVfs;
import dev.grantlake.vfs.testing.ForgetfulDisk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Pebble opens databases whose rows are all in a log of ours, closed in order or left by a loss of power, and finds the
 * batches that our replay finds. Needs the Go peer: {@code -Dgrantlake.peer=interop/bin/peer}.
 */
@ExtendWith(Seeds.class)
@EnabledIfSystemProperty(named = GoPeer.PROPERTY, matches = ".+")
class PebbleReadsOurLogsTest {

    /** As many as one start of the peer opens. */
    private static final int BATCH = 30;

    @TempDir
    Path folder = Path.of("");

    @Test
    void pebbleFindsWhatWeFind(Dice dice) throws IOException, InterruptedException {
        for (int round = 0; round < Seeds.rounds(5); round++) {
            List<String> command = new ArrayList<>(List.of("database"));
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < BATCH; i++) {
                ForgetfulDisk disk = new ForgetfulDisk();
                LogSession session = new LogSession();
                session.run(disk.directory("db"), dice, dice.below(60), dice.oneIn(3) ? 40_000 : 600);
                ForgetfulDisk left = disk.crash(dice);
                int found = session.check(left.directory("db"), left.toString());
                Path directory = Files.createDirectory(folder.resolve(round + "-" + i));
                copy(left.directory("db"), directory);
                command.add(directory.toString());
                expected.add("{\"format\":24,\"points\":%d,\"sha256\":\"%s\",\"tables\":%d}"
                        .formatted(found, digest(session.values.subList(0, found)), found == 0 ? 0 : 1));
            }
            assertThat(GoPeer.lines(folder, command)).isEqualTo(expected);
        }
    }

    private static void copy(WritableVfs log, Path directory) throws IOException {
        try (ReadableFile file = log.open(LogSession.LOG)) {
            Files.write(
                    directory.resolve(LogSession.LOG),
                    file.read(0, (int) file.size()).toArray());
        }
        Files.write(
                directory.resolve("MANIFEST-000001"),
                EditScript.manifest(List.of("1 'leveldb.BytewiseComparator' 2 7 3 8 4 9")));
        Files.createFile(directory.resolve("marker.format-version.000001.024"));
        Files.createFile(directory.resolve("marker.manifest.000001.MANIFEST-000001"));
    }

    private static String digest(List<Bytes> values) {
        Map<Bytes, Bytes> rows = new TreeMap<>();
        for (int i = 0; i < values.size(); i++) {
            rows.put(Bytes.utf8("key" + i), values.get(i));
        }
        return GoPeer.digest(rows);
    }
}
