package dev.grantlake.lsm.bulk;

import dev.grantlake.lsm.GoPeer;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.vfs.MemoryVfs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Pebble opens loaded databases for writing, finds nothing wrong with them, and reads every entry, from them and from a
 * checkpoint of them. Needs the Go peer: {@code -Dgrantlake.peer=interop/bin/peer}.
 */
@ExtendWith(Seeds.class)
@EnabledIfSystemProperty(named = GoPeer.PROPERTY, matches = ".+")
class PebbleOpensOurDatabasesTest {

    /** As many as one start of the peer opens. */
    private static final int BATCH = 30;

    @TempDir
    Path folder = Path.of("");

    @Test
    void pebbleOpensWhatWeLoad(Dice dice) throws IOException, InterruptedException {
        for (int round = 0; round < Seeds.rounds(10); round++) {
            List<String> command = new ArrayList<>(List.of("database"));
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < BATCH; i++) {
                LoadedEntries loaded = round == 0 && i == 0
                        ? new LoadedEntries(new TreeMap<>(), Set.of())
                        : LoadedEntries.random(dice);
                BulkOptions options = LoadedEntries.randomOptions(dice);
                Path directory = Files.createDirectory(folder.resolve(round + "-" + i));
                BulkSummary summary = load(loaded, options, directory);
                command.add(directory.toString());
                expected.add("{\"format\":%d,\"points\":%d,\"sha256\":\"%s\",\"tables\":%d}"
                        .formatted(
                                options.formatVersion(),
                                loaded.entries().size(),
                                GoPeer.digest(loaded.entries()),
                                summary.tables()));
            }
            assertThat(GoPeer.lines(folder, command)).isEqualTo(expected);
        }
    }

    private static BulkSummary load(LoadedEntries loaded, BulkOptions options, Path directory) throws IOException {
        MemoryVfs files = new MemoryVfs("db");
        BulkSummary summary = loaded.load(options, files::create);
        for (String name : files.list()) {
            Files.write(directory.resolve(name), files.content(name).toArray());
        }
        return summary;
    }
}
