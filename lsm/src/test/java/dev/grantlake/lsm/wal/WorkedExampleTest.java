package dev.grantlake.lsm.wal;

import dev.grantlake.base.Bytes;
import dev.grantlake.lsm.record.LogReader;
import dev.grantlake.lsm.record.LogRecord;
import dev.grantlake.testbase.Fixtures;
import dev.grantlake.vfs.MemoryVfs;
import dev.grantlake.vfs.ReadableFile;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** The log in {@code docs/formats/wal.md} is what the page says it is. */
class WorkedExampleTest {

    @Test
    void theLogOfThePageReadsAsItSays() throws IOException {
        try (ReadableFile file =
                new MemoryVfs("db").put("000002.log", Bytes.ofHex(example())).open("000002.log")) {
            LogReader reader = LogReader.ofWal(file, 2, 1 << 20);
            List<String> lines = new ArrayList<>();
            for (LogRecord record = reader.next(); record != null; record = reader.next()) {
                Batch batch = Batch.of(file.description(), record);
                batch.requireSound();
                lines.add("@" + record.offset() + " " + batch.sequence() + " +" + batch.count());
                BatchReader operations = batch.operations();
                for (BatchOperation each = operations.next(); each != null; each = operations.next()) {
                    lines.add("@" + each.where().offset() + " " + each.kind() + " " + each.sequence() + " "
                            + each.key().toUtf8() + " " + each.value());
                }
            }
            assertThat(reader.end().clean()).isTrue();
            assertThat(lines)
                    .containsExactly(
                            "@0 10 +1",
                            "@23 SET 10 a 31",
                            "@28 11 +3",
                            "@51 DELETE 11 b ",
                            "@54 RANGE_DELETE 12 c 64",
                            "@59 LOG_DATA 13 log ",
                            "@64 DELETE_SIZED 13 e 06",
                            "@69 14 +0",
                            "@92 LOG_DATA 14  ");
        }
    }

    /** The hexadecimal digits at the beginning of the lines of the page's only block. */
    private static String example() throws IOException {
        StringBuilder hex = new StringBuilder();
        boolean inside = false;
        for (String line : Files.readAllLines(Fixtures.projectRoot().resolve("docs/formats/wal.md"))) {
            if (line.equals("```")) {
                inside = !inside;
            } else if (inside) {
                String bytes = line.substring(0, 49).strip();
                hex.append(bytes.replace(" ", ""));
            }
        }
        return hex.toString();
    }
}
