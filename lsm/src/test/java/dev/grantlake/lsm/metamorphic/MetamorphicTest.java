package dev.grantlake.lsm.metamorphic;

import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Pebble answers logs of operations as the model does, over several openings. Needs the Go peer:
 * {@code -Dgrantlake.peer=interop/bin/peer}.
 */
@ExtendWith(Seeds.class)
@EnabledIfSystemProperty(named = PebbleProcess.PROPERTY, matches = ".+")
class MetamorphicTest {

    private static final int PIECES = 4;
    private static final int LINES = 1250;

    @TempDir
    Path folder = Path.of("");

    @Test
    void pebbleAnswersAsTheModel(Dice dice) throws IOException {
        try (PebbleProcess pebble = new PebbleProcess(folder)) {
            for (int i = 0; i < Seeds.rounds(20); i++) {
                RandomLog log = new RandomLog(dice.fork());
                ModelEngine model = new ModelEngine();
                Path directory = Files.createDirectory(folder.resolve("pebble" + i));
                for (int j = 0; j < PIECES; j++) {
                    List<String> piece = log.piece(LINES);
                    SameAnswers.require(piece, LogRun.answers(piece, model), pebble.answers(piece, directory));
                }
            }
        }
    }
}
