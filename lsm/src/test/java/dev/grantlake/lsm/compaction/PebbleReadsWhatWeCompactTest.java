package dev.grantlake.lsm.compaction;

import dev.grantlake.lsm.GoPeer;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.vfs.WritableDiskVfs;
import dev.grantlake.vfs.WritableVfs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Pebble opens databases in the middle of being compacted: its check of levels finds nothing, and it reads what the
 * model says. Needs the Go peer: {@code -Dgrantlake.peer=interop/bin/peer}.
 */
@ExtendWith(Seeds.class)
@EnabledIfSystemProperty(named = GoPeer.PROPERTY, matches = ".+")
class PebbleReadsWhatWeCompactTest {

    /** As many as one start of the peer opens. */
    private static final int BATCH = 30;

    @TempDir
    Path folder = Path.of("");

    @Test
    void pebbleReadsWhatTheModelSays(Dice dice) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("database", "--written"));
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < Seeds.rounds(BATCH); i++) {
            Path path = Files.createDirectory(folder.resolve("db" + i));
            command.add(path.toString());
            try (WritableVfs directory = WritableDiskVfs.open(path);
                    Scene scene = new Scene(directory, dice, dice.between(1, 14))) {
                while (scene.flushed < scene.history.segments.size()) {
                    scene.flush();
                    for (int steps = dice.below(3); steps > 0; steps--) {
                        scene.compactor.runOne();
                    }
                    if (dice.oneIn(10)) {
                        scene.compactRange();
                    }
                }
                expected.add("\"points\":%d,\"sha256\":\"%s\""
                        .formatted(scene.history.values.size(), GoPeer.digest(scene.history.values)));
            }
        }
        List<String> lines = GoPeer.lines(folder, command);
        assertThat(lines).hasSameSizeAs(expected);
        for (int i = 0; i < lines.size(); i++) {
            assertThat(lines.get(i)).as("database %d", i).contains(expected.get(i));
        }
    }
}
