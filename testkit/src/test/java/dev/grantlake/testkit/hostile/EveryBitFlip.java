package dev.grantlake.testkit.hostile;

import dev.grantlake.testbase.Fixtures;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every bit of a file flipped, one after the other. Run by the profile {@code hostile}, see {@code docs/TESTING.md}.
 */
class EveryBitFlip {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"empty"})
    void aSampleIsReadOrRefused(String name) throws IOException {
        byte[] sound = Files.readAllBytes(Fixtures.projectRoot().resolve("samples/" + name + ".c1z"));
        try (DamagedFile file = new DamagedFile(folder, sound)) {
            HostileReader reader = new HostileReader(file.path(), file.size(), WholeRead::of);
            for (int bit = 0; bit < file.size() * Byte.SIZE; bit++) {
                file.flip(bit);
                reader.read("bit " + bit % Byte.SIZE + " of byte " + bit / Byte.SIZE + " flipped");
                file.restore(bit);
            }
            assertThat(reader.refusals()).as(reader.toString()).isPositive();
            // What a long run saw is part of its result.
            Files.writeString(Path.of("target", "every-bit-flip-" + name + ".txt"), reader + System.lineSeparator());
        }
    }
}
