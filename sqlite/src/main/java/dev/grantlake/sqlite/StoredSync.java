package dev.grantlake.sqlite;

import dev.grantlake.store.SyncRun;
import dev.grantlake.store.SyncRun.IngestVerification;
import dev.grantlake.store.SyncType;
import org.jspecify.annotations.Nullable;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One row of {@code v1_sync_runs}.
 *
 * @param expansionsStored whether the expansions of its grants lie in columns of their own; in older files they are
 *     annotations still
 * @param statistics as JSON, or null
 */
record StoredSync(
        SyncRun run, boolean expansionsStored, @Nullable String statistics) {

    /** The ways of checking that a verification may name; with another one it does not count. */
    private static final Set<String> VERIFICATION_MODES =
            Set.of("connector", "connector_fail_fast", "compaction_merge", "compaction_merge_fail_fast");

    /** All of them, in the order of their rows. */
    static List<StoredSync> all(Database database, Schema schema, ZoneId zone) {
        Select select = schema.select(
                Table.SYNC_RUNS,
                "sync_id",
                "started_at",
                "ended_at",
                "sync_token",
                "sync_type",
                "parent_sync_id",
                "linked_sync_id",
                "supports_diff",
                "grants_backfilled",
                "stats",
                "ingest_invariant_generation",
                "ingest_invariant_coverage",
                "ingest_invariant_mode");
        Json json = new Json(database);
        List<StoredSync> syncs = new ArrayList<>();
        try (Cursor cursor = database.query(select)) {
            while (cursor.next()) {
                syncs.add(of(cursor.row(), json, zone));
            }
        }
        return List.copyOf(syncs);
    }

    private static StoredSync of(Row row, Json json, ZoneId zone) {
        SyncRun run = new SyncRun(
                row.text(1),
                SyncType.ofText(row.text(5)).orElse(SyncType.UNKNOWN),
                Optional.of(WallClock.instant(row, 2, zone)),
                row.textOrNull(3) == null ? Optional.empty() : Optional.of(WallClock.instant(row, 3, zone)),
                row.text(4),
                row.text(6),
                row.text(7),
                row.integer(8) != 0,
                false,
                verification(row, json));
        return new StoredSync(run, row.integer(9) != 0, row.textOrNull(10));
    }

    /** Empty unless all three parts make sense: what vouches for a sync must not be half there. */
    private static Optional<IngestVerification> verification(Row row, Json json) {
        String generation = row.text(11);
        String mode = row.text(13);
        if (generation.isEmpty() || !VERIFICATION_MODES.contains(mode) || !json.is("array", row.text(12))) {
            return Optional.empty();
        }
        List<String> coverage = new ArrayList<>();
        try {
            for (Json.Member member : json.members(row.text(12), "$")) {
                if (member.text() == null) {
                    return Optional.empty();
                }
                coverage.add(member.text());
            }
        } catch (Json.FormException e) {
            return Optional.empty();
        }
        return coverage.isEmpty() ? Optional.empty() : Optional.of(new IngestVerification(generation, coverage, mode));
    }
}
