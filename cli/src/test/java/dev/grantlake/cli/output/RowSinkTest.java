package dev.grantlake.cli.output;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.grantlake.cli.args.UsageException;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RowSinkTest {

    /** Rows of a text and a number. */
    private record Line(String name, int count) {}

    private static final RowFormat<Line> LINES = new RowFormat<>() {
        @Override
        public List<String> titles() {
            return List.of("line_name", "count");
        }

        @Override
        public List<String> cells(Line row) {
            return List.of(row.name, Integer.toString(row.count));
        }

        @Override
        public void writeJson(Line row, JsonGenerator out) throws IOException {
            out.writeStartObject();
            out.writeStringField("line_name", row.name);
            out.writeEndObject();
        }
    };

    @Test
    void alignsATableAndEscapesItsCells() throws IOException {
        assertThat(print(OutputFormat.TABLE, "", new Line("a\nb", 5), new Line("\u65e5\u672c\u8a9e", 1000)))
                .isEqualTo("""
                        LINE NAME  COUNT
                        a\\nb           5
                        \u65e5\u672c\u8a9e      1000
                        """);
    }

    @Test
    void printsNoTitlesAboveAnEmptyTable() throws IOException {
        assertThat(print(OutputFormat.TABLE, "")).isEmpty();
    }

    @Test
    void cutsNothingOffAndAlignsNoFartherThanIsSensible() throws IOException {
        String table = print(OutputFormat.TABLE, "", new Line("x".repeat(200), 1), new Line("y", 2));
        assertThat(table.lines().toList().get(1)).isEqualTo("x".repeat(200) + "      1");
        assertThat(table.lines().toList().get(2)).hasSizeLessThan(80);
    }

    @Test
    void keepsTheWidthsOfTheFirstRows() throws IOException {
        Line[] lines = new Line[1200];
        for (int i = 0; i < lines.length; i++) {
            lines[i] = new Line(i < 1100 ? "ab" : "much longer than before", i);
        }
        List<String> table = print(OutputFormat.TABLE, "", lines).lines().toList();
        assertThat(table).hasSize(1201);
        assertThat(table.get(1)).isEqualTo("ab             0");
        assertThat(table.get(1200)).isEqualTo("much longer than before   1199");
    }

    @Test
    void writesJsonLines() throws IOException {
        assertThat(print(OutputFormat.JSON, "", new Line("a\nb", 5), new Line("c", 1)))
                .isEqualTo("{\"line_name\":\"a\\nb\"}\n{\"line_name\":\"c\"}\n");
        assertThat(print(OutputFormat.JSON, "abc", new Line("c", 1)))
                .isEqualTo("{\"line_name\":\"c\"}\n{\"next_page_token\":\"abc\"}\n");
    }

    @Test
    void writesCsvWithAHeader() throws IOException {
        assertThat(print(OutputFormat.CSV, "abc", new Line("a\n\"b\",c", 5), new Line("\u00e9", 1)))
                .isEqualTo("line_name,count\n\"a\n\"\"b\"\",c\",5\n\u00e9,1\n");
    }

    @Test
    void knowsTheNamesOfTheFormats() {
        assertThat(OutputFormat.of(null)).isEqualTo(OutputFormat.TABLE);
        assertThat(OutputFormat.of("csv")).isEqualTo(OutputFormat.CSV);
        assertThatThrownBy(() -> OutputFormat.of("xml"))
                .isInstanceOf(UsageException.class)
                .hasMessage("--output takes table, json or csv, not \"xml\"");
    }

    private static String print(OutputFormat format, String nextToken, Line... lines) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        RowSink<Line> sink = format.sink(LINES, out);
        for (Line line : lines) {
            sink.row(line);
        }
        sink.end(nextToken);
        return out.toString(StandardCharsets.UTF_8);
    }
}
