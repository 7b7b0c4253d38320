package dev.grantlake.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.grantlake.cli.output.RowFormat;

import java.io.IOException;
import java.util.List;

/** Keys and values as rows. */
record DbEntryRows(DbText text) implements RowFormat<DbEntry> {

    private static final List<String> TITLES = List.of("key", "value");

    @Override
    public List<String> titles() {
        return TITLES;
    }

    @Override
    public List<String> cells(DbEntry entry) {
        return List.of(text.show(entry.key()), text.show(entry.value()));
    }

    @Override
    public void writeJson(DbEntry entry, JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("key", text.show(entry.key()));
        out.writeStringField("value", text.show(entry.value()));
        out.writeEndObject();
    }
}
