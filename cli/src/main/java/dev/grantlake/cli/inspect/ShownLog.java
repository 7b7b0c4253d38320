package dev.grantlake.cli.inspect;

import dev.grantlake.lsm.LsmReadOptions;
import dev.grantlake.lsm.directory.DatabaseDirectory;
import dev.grantlake.lsm.directory.DatabaseDirectory.LogFile;
import dev.grantlake.lsm.inspect.LogVisitor;
import dev.grantlake.lsm.inspect.LogWalk;
import dev.grantlake.lsm.record.Strictness;
import dev.grantlake.lsm.version.VersionBuilder;
import dev.grantlake.store.StoreException;
import dev.grantlake.vfs.Vfs;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * A write-ahead log to be shown.
 *
 * @param live whether it holds what the tables do not
 * @param whole whether it is shown with its content, and not only named
 * @param closed whether another log follows it
 */
record ShownLog(LogFile log, long size, boolean live, boolean whole, boolean closed) {

    private static final LsmReadOptions.Limits LIMITS = LsmReadOptions.Limits.DEFAULT;

    /**
     * The logs of a directory.
     *
     * @param name the log to show, live or not, or null for all: of these the obsolete ones are only named
     * @throws StoreException of kind {@code NOT_FOUND} if there is no log of this name
     */
    static List<ShownLog> of(Vfs vfs, @Nullable String name) {
        DatabaseDirectory directory = DatabaseDirectory.read(vfs);
        List<LogFile> logs = directory.logs();
        if (name != null && logs.stream().noneMatch(log -> log.name().equals(name))) {
            throw StoreException.notFound("no log \"" + name + "\" in " + vfs.description());
        }
        long logNumber = VersionBuilder.replay(
                        vfs, directory.manifest(), LIMITS.maxManifestBytes(), LIMITS.maxTables(), Strictness.SALVAGE)
                .version()
                .counters()
                .logNumber();
        List<ShownLog> shown = new ArrayList<>();
        for (LogFile log : logs) {
            if (name == null || log.name().equals(name)) {
                boolean live = log.number() >= logNumber;
                boolean closed = log.number() != logs.get(logs.size() - 1).number();
                shown.add(new ShownLog(log, vfs.size(log.name()), live, live || name != null, closed));
            }
        }
        return shown;
    }

    /** Goes through its content. */
    void visit(Vfs vfs, LogVisitor visitor) {
        LogWalk.through(vfs, log, closed, maxRecordBytes(), visitor);
    }

    /** The longest record that is read. */
    static int maxRecordBytes() {
        return (int) Math.min(LIMITS.maxReplayedBytes(), Integer.MAX_VALUE);
    }
}
