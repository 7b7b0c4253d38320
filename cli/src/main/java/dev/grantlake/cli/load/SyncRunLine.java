package dev.grantlake.cli.load;

import dev.grantlake.cli.json.JsonInput;
import dev.grantlake.store.SyncRun;
import dev.grantlake.store.SyncType;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The line of a sync itself.
 *
 * @param number the number that the lines of its records bear
 * @param line where it stands in the input, from 1 on
 */
record SyncRunLine(int number, long line, SyncRun run) {

    static SyncRunLine read(JsonInput in, long line) {
        int number = 0;
        String id = "";
        String type = "";
        String token = "";
        String parent = "";
        String linked = "";
        boolean ended = false;
        boolean supportsDiff = false;
        Optional<Instant> startedAt = Optional.empty();
        Optional<Instant> endedAt = Optional.empty();
        Optional<SyncRun.IngestVerification> verification = Optional.empty();
        for (String name = in.firstName(); name != null; name = in.nextName()) {
            in.toValue();
            switch (name) {
                case "ended" -> ended = in.flag();
                case "ended_at" -> endedAt = instant(in);
                case "id" -> id = in.text();
                case "ingest_invariants" -> verification = Optional.of(verification(in));
                case "kind" -> in.text();
                case "linked_sync_id" -> linked = in.text();
                case "parent_sync_id" -> parent = in.text();
                case "s" -> number = number(in);
                case "started_at" -> startedAt = instant(in);
                case "supports_diff" -> supportsDiff = in.flag();
                case "sync_token" -> token = in.text();
                case "type" -> type = in.text();
                default -> throw DumpRecords.unknown(in, name);
            }
        }
        in.end();
        if (ended != endedAt.isPresent()) {
            throw in.contradiction("ended_at where ended is true, and only there", "ended " + ended);
        }
        String text = type;
        SyncType known = SyncType.ofText(type)
                .orElseThrow(() -> in.contradiction(
                        "type full, partial, resources_only, partial_upserts or partial_deletions",
                        "\"" + text + "\""));
        return new SyncRunLine(
                number,
                line,
                new SyncRun(id, known, startedAt, endedAt, token, parent, linked, supportsDiff, false, verification));
    }

    private static SyncRun.IngestVerification verification(JsonInput in) {
        List<String> coverage = new ArrayList<>();
        String generation = "";
        String mode = "";
        for (String name = in.firstName(); name != null; name = in.nextName()) {
            in.toValue();
            switch (name) {
                case "coverage" -> in.eachElement(() -> coverage.add(in.text()));
                case "generation" -> generation = in.text();
                case "mode" -> mode = in.text();
                default -> throw DumpRecords.unknown(in, name);
            }
        }
        return new SyncRun.IngestVerification(generation, coverage, mode);
    }

    /** The number of a sync in its dump. */
    static int number(JsonInput in) {
        long number = in.number();
        if (number < 1 || number > Integer.MAX_VALUE) {
            throw in.mismatch("the number of a sync, from 1 on");
        }
        return (int) number;
    }

    /** A time, or nothing for null. */
    static Optional<Instant> instant(JsonInput in) {
        return in.isNull() ? Optional.empty() : Optional.of(in.time());
    }
}
