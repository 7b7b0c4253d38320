package dev.grantlake.cli.inspect;

import dev.grantlake.lsm.LsmReadOptions;
import dev.grantlake.lsm.directory.DatabaseDirectory;
import dev.grantlake.lsm.directory.DatabaseDirectory.LogFile;
import dev.grantlake.lsm.inspect.WalDump;
import dev.grantlake.lsm.record.Strictness;
import dev.grantlake.lsm.version.VersionBuilder;
import dev.grantlake.store.StoreException;
import dev.grantlake.vfs.Vfs;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Consumer;

/** The write-ahead logs of a database directory as text: the live ones, or one that is named. */
public final class WalText {

    private WalText() {}

    /**
     * Hands the text to {@code out}, line by line without line ends.
     *
     * @param name the log to show, live or not, or null for all live ones; obsolete ones are then only named
     * @throws StoreException of kind {@code NOT_FOUND} if there is no log of this name
     */
    public static void lines(Vfs vfs, @Nullable String name, Consumer<String> out) {
        DatabaseDirectory directory = DatabaseDirectory.read(vfs);
        List<LogFile> logs = directory.logs();
        if (name != null && logs.stream().noneMatch(log -> log.name().equals(name))) {
            throw StoreException.notFound("no log \"" + name + "\" in " + vfs.description());
        }
        LsmReadOptions.Limits limits = LsmReadOptions.Limits.DEFAULT;
        long logNumber = VersionBuilder.replay(
                        vfs, directory.manifest(), limits.maxManifestBytes(), limits.maxTables(), Strictness.SALVAGE)
                .version()
                .counters()
                .logNumber();
        for (LogFile log : logs) {
            boolean live = log.number() >= logNumber;
            if (name == null || log.name().equals(name)) {
                out.accept(log.name() + " " + vfs.size(log.name()) + " bytes, " + (live ? "live" : "obsolete"));
                if (live || name != null) {
                    boolean closed = log.number() != logs.get(logs.size() - 1).number();
                    int maxRecordBytes = (int) Math.min(limits.maxReplayedBytes(), Integer.MAX_VALUE);
                    WalDump.lines(vfs, log, closed, maxRecordBytes, line -> out.accept("  " + line));
                }
            }
        }
    }
}
