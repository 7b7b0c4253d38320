package dev.grantlake.cli.json;

import com.fasterxml.jackson.core.JsonGenerator;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

import static org.assertj.core.api.Assertions.assertThat;

class CanonicalJsonTest {

    @Test
    void escapesAsGoDoes() throws IOException {
        StringBuilder controls = new StringBuilder();
        for (char c = 0; c < 0x20; c++) {
            controls.append(c);
        }
        assertThat(string(controls.toString()))
                .isEqualTo(
                        "\\u0000\\u0001\\u0002\\u0003\\u0004\\u0005\\u0006\\u0007\\b\\t\\n\\u000b\\f\\r\\u000e\\u000f"
                                + "\\u0010\\u0011\\u0012\\u0013\\u0014\\u0015\\u0016\\u0017\\u0018\\u0019\\u001a\\u001b"
                                + "\\u001c\\u001d\\u001e\\u001f");
        assertThat(string("\"\\/<>&'")).isEqualTo("\\\"\\\\/<>&'");
        assertThat(string("\u2027\u2028\u2029\u202a")).isEqualTo("\u2027\\u2028\\u2029\u202a");
        assertThat(string("\u007f\u0080\u00e9\uffff")).isEqualTo("\u007f\u0080\u00e9\uffff");
        assertThat(string("\ud83d\ude00\udbff\udfff")).isEqualTo("\ud83d\ude00\udbff\udfff");
    }

    @Test
    void escapesLongTextsAndFieldNamesAlike() throws IOException {
        String text = "x".repeat(9000) + "\u2028\ud83d\ude00\n" + "\u4e2d".repeat(9000);
        String expected = text.replace("\u2028", "\\u2028").replace("\n", "\\n");
        assertThat(string(text)).isEqualTo(expected);

        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = CanonicalJson.compact(out)) {
            json.writeStartObject();
            json.writeNumberField(text, 1);
            json.writeEndObject();
        }
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("{\"" + expected + "\":1}");
    }

    @Test
    void writesNothingBetweenValuesAtTheTop() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = CanonicalJson.compact(out)) {
            for (int i = 0; i < 3; i++) {
                json.writeStartObject();
                json.writeEndObject();
                json.writeRaw('\n');
            }
        }
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("{}\n{}\n{}\n");
    }

    @Test
    void indentsForPeople() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = CanonicalJson.indented(out)) {
            json.writeStartObject();
            json.writeArrayFieldStart("a");
            json.writeNumber(1);
            json.writeEndArray();
            json.writeEndObject();
        }
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("{\n  \"a\": [\n    1\n  ]\n}");
    }

    private static String string(String text) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = CanonicalJson.compact(out)) {
            json.writeString(text);
        }
        String quoted = out.toString(StandardCharsets.UTF_8);
        return quoted.substring(1, quoted.length() - 1);
    }
}
