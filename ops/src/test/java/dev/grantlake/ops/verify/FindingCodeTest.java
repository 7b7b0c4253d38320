package dev.grantlake.ops.verify;

import dev.grantlake.testbase.Fixtures;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

class FindingCodeTest {

    private static final Pattern ROW =
            Pattern.compile("^\\| `([a-z0-9.-]+)` \\| (error|warning|note) \\|", Pattern.MULTILINE);

    @Test
    void thePageListsEveryCodeWithItsSeverity() throws IOException {
        String page = Files.readString(Fixtures.projectRoot().resolve("docs/CHECK.md"));
        assertThat(ROW.matcher(page).results().map(row -> row.group(1) + " " + row.group(2)))
                .containsExactlyElementsOf(Arrays.stream(FindingCode.values())
                        .map(code -> code.text() + " " + code.severity().label())
                        .toList());
    }

    @Test
    void everyCodeIsNamedOnce() {
        assertThat(Arrays.stream(FindingCode.values()).map(FindingCode::text)).doesNotHaveDuplicates();
    }
}
