package dev.grantlake.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.grantlake.cli.dump.RecordLines;
import dev.grantlake.cli.json.Rfc3339;
import dev.grantlake.cli.output.RowFormat;
import dev.grantlake.store.SyncRun;

import java.io.IOException;
import java.util.List;

/** Sync runs as rows; as JSON they are what the canonical dump has, without kind and number. */
final class SyncRows implements RowFormat<SyncRun> {

    @Override
    public List<String> titles() {
        return List.of("id", "type", "state", "started_at", "ended_at", "parent_sync_id");
    }

    @Override
    public List<String> cells(SyncRun run) {
        return List.of(
                run.id(),
                run.type().text(),
                run.finished() ? "finished" : "unfinished",
                run.startedAt().map(Rfc3339::format).orElse(""),
                run.endedAt().map(Rfc3339::format).orElse(""),
                run.parentId());
    }

    @Override
    public void writeJson(SyncRun run, JsonGenerator out) throws IOException {
        RecordLines.syncRun(run, 0, out);
    }
}
