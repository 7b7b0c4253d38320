package dev.grantlake.testkit.hostile;

import dev.grantlake.c1z.PayloadFile;
import dev.grantlake.pebble.PebbleFile;
import dev.grantlake.store.OpenOptions;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Fixtures;
import dev.grantlake.testbase.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Files that were damaged at one place give what they gave before, or an error that says so; see {@link HostileReader}.
 */
@ExtendWith(Seeds.class)
class HostileFileTest {

    /** A heap in which a reader that trusts a length would not live long. */
    private static final long MAX_HEAP_BYTES = 256L << 20;

    @TempDir
    private Path folder;

    @Test
    void theHeapIsSmall() {
        assertThat(Runtime.getRuntime().maxMemory()).isLessThanOrEqualTo(MAX_HEAP_BYTES);
    }

    @Test
    void aFileCutAnywhereIsRefused() throws IOException {
        try (DamagedFile file = sample("empty")) {
            HostileReader reader = new HostileReader(file.path(), file.size(), WholeRead::of);
            for (int length = file.size() - 1; length >= 0; length--) {
                file.cut(length);
                reader.read("cut to " + length + " bytes");
            }
            assertThat(reader.refusals()).as(reader.toString()).isEqualTo(file.size());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"empty", "tiny", "small"})
    void aSampleWithAFlippedBitIsReadOrRefused(String name, Dice dice) throws IOException {
        try (DamagedFile file = sample(name)) {
            flipSome(file, WholeRead::of, Seeds.rounds(300), dice);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"empty", "tiny", "small"})
    void aSampleWithAFlippedBitIsDumpedOrRefused(String name, Dice dice) throws IOException {
        try (DamagedFile file = sample(name)) {
            flipSome(file, DumpRead::of, Seeds.rounds(35, 100), dice);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tiny.v3.tar",
                "tiny.v3.tarzstd",
                "small.v3.tar",
                "small.v3.tarzstd",
                "seed-era/seed-small.v3.tar",
                "seed-era/seed-two-syncs.v3",
                "legacy-external-id/mid-small.v3",
                "legacy-external-id/mid-small.v3.tar"
            })
    void aFixtureWithAFlippedBitIsReadOrRefused(String name, Dice dice) throws IOException {
        try (DamagedFile file = fixture(name)) {
            flipSome(file, WholeRead::of, Seeds.rounds(50, 150), dice);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tiny.v3",
                "tiny.v3.tar",
                "tiny.v3.tarzstd",
                "small.v3",
                "small.v3.tar",
                "small.v3.tarzstd",
                "seed-era/seed-small.v3",
                "seed-era/seed-small.v3.tar",
                "legacy-external-id/mid-small.v3"
            })
    void aFixtureCutAtRandomIsReadOrRefused(String name, Dice dice) throws IOException {
        try (DamagedFile file = fixture(name)) {
            HostileReader reader = new HostileReader(file.path(), file.size(), WholeRead::of);
            // From the back to the front, since a cut cannot be taken back.
            int length = file.size() - 1;
            while (length > 0) {
                file.cut(length);
                reader.read("cut to " + length + " bytes");
                length -= 1 + dice.below(file.size() / Seeds.rounds(50));
            }
            assertThat(reader.refusals()).as(reader.toString()).isPositive();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"legacy-external-id/mid-small.v3", "legacy-external-id/mid-small.v3.tar"})
    void aFixtureWithAFlippedBitIsMigratedOrRefused(String name, Dice dice) throws IOException {
        try (DamagedFile file = fixture(name)) {
            flipSome(file, WholeRead::ofMigrated, Seeds.rounds(25, 75), dice);
        }
    }

    /** Its last edit ends the file, as a record does that a crash has torn. */
    @Test
    void aContainerWithAChangedManifestIsReadOrRefused(Dice dice) throws IOException {
        try (DamagedFile file = fixture("tiny.v3.tar")) {
            PayloadFile manifest = payloadFile(file.path(), "MANIFEST-000001");
            HostileReader reader = new HostileReader(file.path(), file.size(), WholeRead::of);
            for (int at = 0; at < manifest.size(); at++) {
                int bit = Math.toIntExact(manifest.offset() + at) * Byte.SIZE + dice.below(Byte.SIZE);
                file.flip(bit);
                reader.read("bit " + bit % Byte.SIZE + " of byte " + at + " of the manifest flipped");
                file.restore(bit);
            }
            assertThat(reader.refusals()).as(reader.toString()).isEqualTo((int) manifest.size());
        }
    }

    private static void flipSome(DamagedFile file, HostileReader.Reading reading, int count, Dice dice)
            throws IOException {
        HostileReader reader = new HostileReader(file.path(), file.size(), reading);
        for (int i = 0; i < count; i++) {
            int bit = dice.below(file.size() * Byte.SIZE);
            file.flip(bit);
            reader.read("bit " + bit % Byte.SIZE + " of byte " + bit / Byte.SIZE + " flipped");
            file.restore(bit);
        }
        assertThat(reader.refusals()).as(reader.toString()).isPositive();
    }

    private static PayloadFile payloadFile(Path container, String name) {
        try (PebbleFile file = PebbleFile.open(container, OpenOptions.defaults())) {
            return file.container().files().stream()
                    .filter(entry -> entry.name().equals(name))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private DamagedFile sample(String name) throws IOException {
        return new DamagedFile(folder, Files.readAllBytes(Fixtures.projectRoot().resolve("samples/" + name + ".c1z")));
    }

    private DamagedFile fixture(String name) throws IOException {
        return new DamagedFile(folder, Files.readAllBytes(Fixtures.path("c1z/" + name + ".c1z")));
    }
}
