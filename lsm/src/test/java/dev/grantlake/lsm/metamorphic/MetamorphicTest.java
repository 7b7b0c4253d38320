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

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A database of ours answers logs of operations as the model does, and Pebble does, over several openings, between
 * which they exchange their directories. What involves Pebble needs the Go peer:
 * {@code -Dgrantlake.peer=interop/bin/peer}.
 */
@ExtendWith(Seeds.class)
class MetamorphicTest {

    @TempDir
    Path folder = Path.of("");

    @Test
    void weAnswerAsTheModel(Dice dice) {
        for (int i = 0; i < Seeds.rounds(6, 20); i++) {
            ModelComparison.run(dice.fork(), folder.resolve("ours" + i));
        }
    }

    /** Each takes what the other has left, and goes on from there; both begin. */
    @Test
    @EnabledIfSystemProperty(named = PebbleProcess.PROPERTY, matches = ".+")
    void weAndPebbleExchangeDirectories(Dice dice) throws IOException {
        try (PebbleProcess pebble = new PebbleProcess(folder)) {
            for (int i = 0; i < Seeds.rounds(20); i++) {
                try (Place first = place("first" + i);
                        Place second = place("second" + i)) {
                    exchange(new RandomLog(dice.fork()), first.folder(), second.folder(), pebble);
                }
            }
        }
    }

    private static void exchange(RandomLog log, Path first, Path second, PebbleProcess pebble) throws IOException {
        ModelEngine model = new ModelEngine();
        Path ours = first;
        Path theirs = second;
        for (int i = 0; i < ModelComparison.PIECES; i++) {
            List<String> piece = log.piece(ModelComparison.LINES);
            List<String> expected = LogRun.answers(piece, model);
            SameAnswers.require(piece, expected, LogRun.answers(piece, new DatabaseEngine(ours)));
            SameAnswers.require(piece, expected, pebble.answers(piece, theirs));
            Path handedOver = ours;
            ours = theirs;
            theirs = handedOver;
        }
    }

    /** We have none ourselves, and let nobody's get lost. */
    @Test
    @EnabledIfSystemProperty(named = PebbleProcess.PROPERTY, matches = ".+")
    void rangeKeysOfPebbleStay(Dice dice) throws IOException {
        try (PebbleProcess pebble = new PebbleProcess(folder)) {
            for (int i = 0; i < Seeds.rounds(10); i++) {
                RandomLog log = new RandomLog(dice.fork()).withoutReplacements();
                try (Place place = place("marked" + i)) {
                    List<String> before = pebble.answers(log.rangeKeys(), place.folder());
                    LogRun.answers(log.piece(ModelComparison.LINES), new DatabaseEngine(place.folder()));
                    List<String> after = pebble.answers(log.askForRangeKeys(), place.folder());
                    assertThat(digestOf(after.get(0))).isEqualTo(digestOf(before.get(0)));
                }
            }
        }
    }

    private Place place(String name) throws IOException {
        return new Place(Files.createDirectory(folder.resolve(name)));
    }

    private static String digestOf(String answer) {
        return answer.substring(answer.indexOf(' '));
    }
}
