package dev.grantlake.testkit.writing;

import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Kills writers at random points, and lets others run out of room: under the name there is the old file or all of a new
 * one, and the next save takes away what the dead one left.
 */
@ExtendWith(Seeds.class)
class KilledWriterTest {

    private static final String TEMPORARY = ".out.c1z.grantlake-";
    private static final int SMALL_SPINS = 2_000_000;
    private static final int LARGE_SPINS = 20_000_000;

    private final Map<String, byte[]> versions = new HashMap<>();

    @TempDir
    private Path folder;

    private Path target;
    private Path file;
    private Path scratch;
    private Path other;

    @BeforeEach
    void makeFolders() throws IOException {
        target = Files.createDirectory(folder.resolve("target"));
        file = target.resolve("out.c1z");
        scratch = Files.createDirectory(folder.resolve("scratch"));
        other = Files.createDirectory(folder.resolve("other")).resolve("out.c1z");
    }

    @Test
    void aKillLeavesTheOldFileOrTheNewOne(Dice dice) throws IOException, InterruptedException {
        int kills = Seeds.rounds(6, 20);
        int replaced = 0;
        int halfWritten = 0;
        int named = 0;
        for (int i = 0; i < kills; i++) {
            boolean large = dice.oneIn(5);
            WritingProcess.write(file, scratch, 0, large, () -> {});
            assertThat(names(target)).containsExactly("out.c1z");
            String said = killed(large, dice);
            int saved = (int) said.chars().filter(c -> c == 's').count();
            byte[] content = Files.readAllBytes(file);
            boolean next = Arrays.equals(content, version(saved + 1, large));
            assertThat(next || Arrays.equals(content, version(saved, large)))
                    .as("version %d or the next, after %s", saved, said)
                    .isTrue();
            replaced += next || saved > 0 ? 1 : 0;
            List<String> left = names(target);
            assertThat(left).contains("out.c1z").hasSizeLessThanOrEqualTo(2);
            assertThat(left).allMatch(name -> name.equals("out.c1z") || name.startsWith(TEMPORARY));
            halfWritten += left.size() - 1;
            named += takeAwayEmpty();
        }
        WritingProcess.write(file, scratch, 0, false, () -> {});
        assertThat(names(target)).containsExactly("out.c1z");
        System.out.printf(
                "%d kills: %d in a save, %d after the first one, %d between making and unlinking a scratch file%n",
                kills, halfWritten, replaced, named);
    }

    /** A limit on the size of files fails as a full disk does, in scratch files, in the container, anywhere. */
    @Test
    void withoutRoomTheOldFileStays(Dice dice) throws IOException, InterruptedException {
        byte[] old = {'o', 'l', 'd'};
        List<Integer> kilobytes = new ArrayList<>(List.of(0, 1));
        for (int i = 0; i < Seeds.rounds(3, 6); i++) {
            kilobytes.add(2 + (int) dice.skewed(2000));
        }
        for (int limit : kilobytes) {
            Files.write(file, old);
            // Of dash and bash, both count by 512 or 1024 bytes; what the limit is exactly does not matter.
            Process process = WritingProcess.start("ulimit -f " + limit + "; ", file, scratch, "once");
            String outcome = text(process.getInputStream());
            assertThat(process.waitFor()).isZero();
            assertThat(outcome).endsWith(" threads=[]");
            if (outcome.startsWith("written")) {
                assertThat(Files.readAllBytes(file)).isEqualTo(version(1, true));
            } else {
                assertThat(outcome).startsWith("IO ").containsAnyOf(file.toString(), scratch.toString());
                assertThat(Files.readAllBytes(file)).isEqualTo(old);
            }
            assertThat(names(target)).containsExactly("out.c1z");
            assertThat(scratch).isEmptyDirectory();
        }
    }

    /** Everything that a writer said before it was killed at some point. */
    private String killed(boolean large, Dice dice) throws IOException, InterruptedException {
        Process process = WritingProcess.start("", file, scratch, large ? "large" : "small");
        StringBuilder said = new StringBuilder();
        try {
            for (int letters = dice.between(1, large ? 12 : 40); letters > 0; letters--) {
                int letter = process.getInputStream().read();
                assertThat(letter).as("a letter after %s", said).isPositive();
                said.append((char) letter);
            }
            for (int turns = dice.below(large ? LARGE_SPINS : SMALL_SPINS); turns > 0; turns--) {
                Thread.onSpinWait();
            }
        } finally {
            // Unlike the process itself, its handle leaves the streams open: what was said before is still to be read.
            process.toHandle().destroyForcibly();
            process.waitFor();
        }
        return said + text(process.getInputStream());
    }

    /** The bytes of a version, from a file that is sound. */
    private byte[] version(int number, boolean large) throws IOException {
        byte[] known = versions.get(number + "/" + large);
        if (known == null) {
            WritingProcess.write(other, scratch, number, large, () -> {});
            ReadBack.requireSound(other);
            known = Files.readAllBytes(other);
            versions.put(number + "/" + large, known);
        }
        return known;
    }

    /** A scratch file has a name for as long as it takes to open it; a kill just then leaves it, empty. */
    private int takeAwayEmpty() throws IOException {
        List<String> left = names(scratch);
        for (String name : left) {
            assertThat(Files.size(scratch.resolve(name))).isZero();
            Files.delete(scratch.resolve(name));
        }
        return left.size();
    }

    private static String text(InputStream stream) throws IOException {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }
}
