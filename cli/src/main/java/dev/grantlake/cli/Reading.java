package dev.grantlake.cli;

import dev.grantlake.base.ReadMetrics;
import dev.grantlake.cli.args.Arguments;
import dev.grantlake.cli.command.CommonOptions;
import dev.grantlake.cli.command.Console;
import dev.grantlake.cli.output.Cells;
import dev.grantlake.store.Grantlake;
import dev.grantlake.store.LeftOut;
import dev.grantlake.store.MigrationReport;
import dev.grantlake.store.OpenOptions;
import dev.grantlake.store.Store;
import dev.grantlake.store.StoreException;
import dev.grantlake.store.Sync;
import dev.grantlake.store.SyncRun;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A store that is open for one command, and what reading it costs. When it is closed it says the cost, if that was
 * asked for.
 */
final class Reading implements AutoCloseable {

    private final Store store;
    private final ReadMetrics metrics;
    private final Arguments arguments;
    private final Console console;

    private Reading(Store store, ReadMetrics metrics, Arguments arguments, Console console) {
        this.store = store;
        this.metrics = metrics;
        this.arguments = arguments;
        this.console = console;
    }

    /** Opens the file that is the first argument. */
    static Reading open(Arguments arguments, Console console) {
        return open(FileArgument.parse(arguments.argument(0)), arguments, console);
    }

    /** Opens {@code file}. */
    static Reading open(Path file, Arguments arguments, Console console) {
        ReadMetrics metrics = new ReadMetrics();
        Store store = Grantlake.open(file, options(arguments, console, metrics));
        return new Reading(store, metrics, arguments, console);
    }

    /** How a command opens a store. */
    static OpenOptions options(Arguments arguments, Console console, ReadMetrics metrics) {
        OpenOptions options = OpenOptions.defaults()
                .withLenient(arguments.has(CommonOptions.LENIENT))
                .withMetrics(metrics)
                .withClock(console.clock())
                .withTemporaryFolder(console.temporaryFolder())
                .withEnvironment(console.environment())
                .withMigrated(arguments.has(CommonOptions.MIGRATED));
        return console.zone().isPresent() ? options.withZone(console.zone().get()) : options;
    }

    Store store() {
        return store;
    }

    /** The sync that the command reads: the one asked for, else the latest. */
    Sync sync() {
        String id = arguments.value(CommonOptions.SYNC_ID);
        return id != null ? store.sync(id) : store.latestSync().orElseThrow(this::noSync);
    }

    private StoreException noSync() {
        List<SyncRun> runs = store.syncs();
        String file = store.metadata().file();
        if (runs.isEmpty()) {
            return StoreException.notFound("no sync in " + file);
        }
        SyncRun last = runs.get(runs.size() - 1);
        return StoreException.notFound("no finished or recent sync in " + file + "; --sync-id " + last.id()
                + " reads the one that was never finished");
    }

    /** Closes the store. What it says on stderr comes behind the answer. */
    @Override
    public void close() throws IOException {
        long sizeBytes = store.metadata().sizeBytes();
        List<LeftOut> leftOut = store.leftOut();
        Optional<MigrationReport> migration = store.migration();
        store.close();
        remark(leftOut, console);
        if (migration.isPresent()) {
            remark(migration.get(), console);
        }
        if (arguments.has(CommonOptions.EXPLAIN)) {
            console.remark(Explain.line(metrics.snapshot(), sizeBytes, console.elapsedNanos()));
        }
    }

    /** Says what of a file is not in the answer. */
    static void remark(List<LeftOut> leftOut, Console console) throws IOException {
        for (LeftOut each : leftOut) {
            if (each.matters()) {
                console.remark("left out: " + Cells.oneLine(each.toString()));
            }
        }
    }

    /** Says what a migration lost, if anything. */
    static void remark(MigrationReport migration, Console console) throws IOException {
        long dropped = migration.droppedGrants() + migration.droppedEntitlements();
        if (migration.mergedGrants() + dropped > 0) {
            console.remark("note: grants merged into others by the migration: " + migration.mergedGrants()
                    + "; dropped for want of an identity: " + migration.droppedGrants() + " grants, "
                    + migration.droppedEntitlements() + " entitlements");
        }
    }
}
