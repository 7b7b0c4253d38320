package dev.grantlake.testkit.interop;

import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Go and Java read each other's random stores and say the same, line for line, and neither check finds an error in a
 * file of the other. Needs the Go peer: {@code -Dgrantlake.peer=interop/bin/peer}.
 */
@ExtendWith(Seeds.class)
@EnabledIfSystemProperty(named = Peer.PROPERTY, matches = ".+")
class PeerInteropTest {

    /** As many as one start of the peer works on. */
    private static final int BATCH = 50;

    private static final int ROUNDS = 5;

    @TempDir
    Path folder = Path.of("");

    @Test
    void theSdkFindsNothingWrongWithWhatWeWrite(Dice dice) throws IOException, InterruptedException {
        for (int round = 0; round < Seeds.rounds(ROUNDS); round++) {
            List<Path> files = files();
            for (Path file : files) {
                new RandomStore(dice.fork()).write(file, folder);
                Ours.check(file);
            }
            peer().check(files);
            assertSameDumps(files);
        }
    }

    @Test
    void theSdkFindsNothingWrongWithWhatWeChangeInPlace(Dice dice) throws IOException, InterruptedException {
        for (int round = 0; round < Seeds.rounds(1); round++) {
            List<Path> files = files();
            for (Path file : files) {
                new RandomStore(dice.fork()).edit(file, folder);
                Ours.check(file);
            }
            peer().check(files);
            assertSameDumps(files);
        }
    }

    @Test
    void weFindNothingWrongWithWhatTheSdkWrites(Dice dice) throws IOException, InterruptedException {
        for (int round = 0; round < Seeds.rounds(ROUNDS); round++) {
            List<Path> files = files();
            peer().write(dice.bits(), files);
            for (Path file : files) {
                Ours.check(file);
            }
            assertSameDumps(files);
        }
    }

    private Peer peer() {
        return new Peer(folder);
    }

    private List<Path> files() {
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            files.add(folder.resolve(i + ".c1z"));
        }
        return files;
    }

    private void assertSameDumps(List<Path> files) throws IOException, InterruptedException {
        peer().dump(files, folder);
        for (Path file : files) {
            Path answer = file.resolveSibling(file.getFileName().toString().replaceFirst("[.]c1z$", ".dump.jsonl"));
            try (Stream<String> lines = Files.lines(answer)) {
                Ours.assertSameLines(file, lines.toList(), Ours.dump(file));
            }
            Files.delete(answer);
            Files.delete(file);
        }
    }
}
