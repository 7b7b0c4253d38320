package dev.grantlake.testkit.fuzz;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.MinLz;
import dev.grantlake.testbase.Fixtures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

/** The committed inputs of the targets; {@code -Dgrantlake.rewrite=true} writes them anew. */
class SeedCorporaTest {

    private static final long MAX_TOTAL_BYTES = 300 << 10;

    private static Path committed() {
        return Fixtures.projectRoot().resolve("testkit/src/test/resources/dev/grantlake/testkit/fuzz");
    }

    @Test
    void whatIsCommittedIsWhatTheCodeMakes(@TempDir Path made) throws IOException {
        if (Boolean.getBoolean("grantlake.rewrite")) {
            SeedCorpora.writeCommitted(committed());
        }
        SeedCorpora.writeCommitted(made);
        for (Path file : files(made)) {
            assertThat(committed().resolve(made.relativize(file))).hasSameBinaryContentAs(file);
        }
    }

    /** A search that begins with what is refused finds little. */
    @Test
    void tablesAndBlocksThatWereMadeByHandAreSound() throws IOException {
        for (Map.Entry<String, byte[]> seed : RowTableSeeds.inputs().entrySet()) {
            byte[] table = BlockSequence.parse(seed.getValue()).table();
            assertThatCode(() -> TableReading.checkSound(table))
                    .as(seed.getKey())
                    .doesNotThrowAnyException();
        }
        for (Path file : files(committed().resolve("MinLzFuzzTestInputs"))) {
            if (!file.getFileName().toString().startsWith("finding-")) {
                Bytes block = Bytes.wrap(Files.readAllBytes(file));
                assertThatCode(() -> MinLz.decode(block, 1 << 20, Location.of("seed", "block")))
                        .as(file.toString())
                        .doesNotThrowAnyException();
            }
        }
    }

    @Test
    void whatIsCommittedIsSmall() throws IOException {
        long total = 0;
        for (Path file : files(committed())) {
            total += Files.size(file);
        }
        assertThat(total).isPositive().isLessThanOrEqualTo(MAX_TOTAL_BYTES);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}
