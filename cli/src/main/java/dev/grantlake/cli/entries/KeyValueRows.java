package dev.grantlake.cli.entries;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.grantlake.cli.output.RowFormat;

import java.io.IOException;
import java.util.List;

/** Keys and values as rows. */
public record KeyValueRows(KeyText text) implements RowFormat<KeyValue> {

    private static final List<String> TITLES = List.of("key", "value");

    @Override
    public List<String> titles() {
        return TITLES;
    }

    @Override
    public List<String> cells(KeyValue entry) {
        return List.of(text.show(entry.key()), text.show(entry.value()));
    }

    @Override
    public void writeJson(KeyValue entry, JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("key", text.show(entry.key()));
        out.writeStringField("value", text.show(entry.value()));
        out.writeEndObject();
    }
}
