package dev.grantlake.cli.output;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.grantlake.cli.json.CanonicalJson;

import java.io.IOException;
import java.io.OutputStream;

/** JSON lines. Where rows go on behind the last, a line with nothing but {@code next_page_token} says so. */
final class JsonSink<T> implements RowSink<T> {

    private final RowFormat<T> format;
    private final JsonGenerator generator;

    JsonSink(RowFormat<T> format, OutputStream out) throws IOException {
        this.format = format;
        this.generator = CanonicalJson.compact(out);
    }

    @Override
    public void row(T row) throws IOException {
        format.writeJson(row, generator);
        generator.writeRaw('\n');
    }

    @Override
    public void end(String nextToken) throws IOException {
        if (!nextToken.isEmpty()) {
            generator.writeStartObject();
            generator.writeStringField("next_page_token", nextToken);
            generator.writeEndObject();
            generator.writeRaw('\n');
        }
        generator.flush();
    }
}
