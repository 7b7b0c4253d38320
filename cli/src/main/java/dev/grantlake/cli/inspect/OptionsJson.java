package dev.grantlake.cli.inspect;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.grantlake.lsm.directory.OptionsFile;

import java.io.IOException;

/** The options of a database as one JSON object: entries in the order of the file, which may repeat a key. */
public final class OptionsJson {

    private OptionsJson() {}

    public static void write(WrittenOptions options, JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeArrayFieldStart("entries");
        for (OptionsFile.Entry entry : options.entries()) {
            out.writeStartObject();
            out.writeStringField("key", entry.key());
            out.writeStringField("section", entry.section());
            out.writeStringField("value", entry.value());
            out.writeEndObject();
        }
        out.writeEndArray();
        if (options.file() != null) {
            out.writeStringField("file", options.file());
        }
        out.writeArrayFieldStart("obsolete");
        for (String name : options.obsolete()) {
            out.writeString(name);
        }
        out.writeEndArray();
        out.writeEndObject();
    }
}
