package dev.grantlake.c1z;

import dev.grantlake.base.Bytes;
import dev.grantlake.testbase.Fixtures;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** The worked example of {@code docs/formats/c1z3-envelope.md} is a container. */
class EnvelopePageTest {

    @Test
    void theWorkedExampleOpens() throws IOException {
        byte[] container = example();
        assertThat(container).hasSize(141);

        try (C1zFile file = C1zFile.open(Containers.of(container), Containers.NAME, C1zReadOptions.defaults())) {
            assertThat(file.head().interior()).isEqualTo(Interior.PEBBLE3);
            assertThat(file.head().engineSchemaVersion()).isEqualTo(24);
            assertThat(file.head().encoding()).isEqualTo(PayloadEncoding.INDEXED_ZSTD);
            assertThat(file.head().idIndexFormat()).isEqualTo(2);
            assertThat(file.frameTable()).hasValueSatisfying(table -> {
                assertThat(table.entries())
                        .containsExactly(new FrameEntry(
                                "note.txt",
                                25,
                                14,
                                5,
                                0x26c7827d889f6da3L,
                                Bytes.wrap(EnvelopeBuilder.sha256(
                                        Bytes.utf8("hello").toArray()))));
                assertThat(table.indexOffset()).isEqualTo(39);
                assertThat(table.indexLength()).isEqualTo(74);
                assertThat(table.totalRawSize()).isEqualTo(5);
                assertThat(table.totalCompressedSize()).isEqualTo(14);
                assertThat(table.manifestXxh64()).isEqualTo(0x703cfafd75523ab9L);
            });
            assertThat(Contents.of(file.payload())).isEqualTo(Map.of("note.txt", Bytes.utf8("hello")));
        }
    }

    private static byte[] example() throws IOException {
        List<String> page = Files.readAllLines(Fixtures.projectRoot().resolve("docs/formats/c1z3-envelope.md"));
        int start = page.indexOf("```hex") + 1;
        int end = start + page.subList(start, page.size()).indexOf("```");
        StringBuilder hex = new StringBuilder();
        for (String line : page.subList(start, end)) {
            hex.append(line.replaceAll("#.*", "").replace(" ", ""));
        }
        return Bytes.ofHex(hex.toString()).toArray();
    }
}
