package dev.grantlake.lsm;

import dev.grantlake.lsm.cursor.TableRun;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.manifest.TableMetadata;
import dev.grantlake.lsm.version.PinnedVersion;
import dev.grantlake.lsm.version.SortedRun;
import dev.grantlake.lsm.version.TableFiles;
import dev.grantlake.lsm.version.Version;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The tables of one version as reads merge them. Everything in tables is visible, since it was before it was flushed.
 * Counts the read states that have it, and gives the version up with the last of them. Thread-safe.
 */
final class TableRuns {

    private static final long ALL_VISIBLE = Trailer.MAX_SEQUENCE;

    private final PinnedVersion pinned;
    private final Map<Long, VersionTable> tables = new HashMap<>();
    private final List<TableRun<ReadSource>> runs;
    private final int depthOfLevelZero;
    private final AtomicInteger users = new AtomicInteger(1);

    private TableRuns(PinnedVersion pinned, TableFiles files, @Nullable TableRuns before, RangeDeletionBudget budget) {
        this.pinned = pinned;
        List<TableRun<ReadSource>> merged = new ArrayList<>();
        for (SortedRun run : pinned.version().runs()) {
            List<ReadSource> sources = new ArrayList<>();
            for (TableMetadata table : run.tables()) {
                if (table.points() != null) {
                    VersionTable known = before == null ? null : before.tables.get(table.number());
                    VersionTable source = known != null
                            ? known
                            : new VersionTable(table, files.file(table.fileNumber()), ALL_VISIBLE, budget);
                    tables.put(table.number(), source);
                    sources.add(source);
                }
            }
            if (!sources.isEmpty()) {
                merged.add(TableRun.of(sources));
            }
        }
        this.runs = List.copyOf(merged);
        this.depthOfLevelZero = (int)
                pinned.version().runs().stream().filter(run -> run.level() == 0).count();
    }

    /**
     * The tables of a version, which is needed once.
     *
     * @param pinned belongs to the result
     * @param before what was read before, whose tables know already what they have read
     * @param budget of the range deletions of all tables; those that are gone give back what they took
     */
    static TableRuns of(
            PinnedVersion pinned, TableFiles files, @Nullable TableRuns before, RangeDeletionBudget budget) {
        TableRuns after = new TableRuns(pinned, files, before, budget);
        if (before != null) {
            before.tables.forEach((number, table) -> {
                if (!after.tables.containsKey(number)) {
                    table.retire();
                }
            });
        }
        return after;
    }

    Version version() {
        return pinned.version();
    }

    /** Newest first, none of them empty. */
    List<TableRun<ReadSource>> runs() {
        return runs;
    }

    /** How many tables of level 0 a read may have to look into. */
    int depthOfLevelZero() {
        return depthOfLevelZero;
    }

    /** Counts one more, who asks while somebody has it. */
    TableRuns retain() {
        users.incrementAndGet();
        return this;
    }

    void release() {
        if (users.decrementAndGet() == 0) {
            pinned.close();
        }
    }
}
