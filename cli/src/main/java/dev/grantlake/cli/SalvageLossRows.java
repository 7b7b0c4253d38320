package dev.grantlake.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.grantlake.base.Bytes;
import dev.grantlake.cli.entries.KeyText;
import dev.grantlake.cli.output.RowFormat;
import dev.grantlake.lsm.salvage.SalvageReport;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.List;

/** What a salvage has left out, as rows. */
record SalvageLossRows(KeyText text) implements RowFormat<SalvageReport.Loss> {

    private static final List<String> TITLES = List.of("file", "from", "to", "reason");

    @Override
    public List<String> titles() {
        return TITLES;
    }

    @Override
    public List<String> cells(SalvageReport.Loss loss) {
        return List.of(loss.file(), show(loss.keys().from()), show(loss.keys().to()), loss.reason());
    }

    @Override
    public void writeJson(SalvageReport.Loss loss, JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("file", loss.file());
        out.writeStringField("from", show(loss.keys().from()));
        out.writeStringField("to", show(loss.keys().to()));
        out.writeStringField("reason", loss.reason());
        out.writeEndObject();
    }

    /** No bound is an empty cell: no key is empty. */
    private String show(@Nullable Bytes bound) {
        return bound == null ? "" : text.show(bound);
    }
}
