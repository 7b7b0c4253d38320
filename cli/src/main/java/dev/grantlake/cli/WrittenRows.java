package dev.grantlake.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.grantlake.cli.output.RowFormat;
import dev.grantlake.store.SyncStatistics;

import java.io.IOException;
import java.util.List;

/** What has been written, for programs. */
final class WrittenRows implements RowFormat<WrittenRow> {

    @Override
    public List<String> titles() {
        return List.of(
                "file",
                "sync_id",
                "finished",
                "resource_types",
                "resources",
                "entitlements",
                "grants",
                "assets",
                "bytes",
                "elapsed_ms");
    }

    @Override
    public List<String> cells(WrittenRow row) {
        SyncStatistics counts = row.written().statistics();
        return List.of(
                row.file(),
                row.written().syncId(),
                Boolean.toString(row.finished()),
                Long.toString(counts.resourceTypes()),
                Long.toString(counts.resources()),
                Long.toString(counts.entitlements()),
                Long.toString(counts.grants()),
                Long.toString(counts.assets()),
                Long.toString(row.written().sizeBytes()),
                Long.toString(row.elapsedMillis()));
    }

    @Override
    public void writeJson(WrittenRow row, JsonGenerator out) throws IOException {
        SyncStatistics counts = row.written().statistics();
        out.writeStartObject();
        out.writeNumberField("assets", counts.assets());
        out.writeNumberField("bytes", row.written().sizeBytes());
        out.writeNumberField("elapsed_ms", row.elapsedMillis());
        out.writeNumberField("entitlements", counts.entitlements());
        out.writeStringField("file", row.file());
        out.writeBooleanField("finished", row.finished());
        out.writeNumberField("grants", counts.grants());
        out.writeNumberField("resource_types", counts.resourceTypes());
        out.writeNumberField("resources", counts.resources());
        out.writeStringField("sync_id", row.written().syncId());
        out.writeEndObject();
    }
}
