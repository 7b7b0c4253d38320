package dev.grantlake.cli;

import dev.grantlake.base.StorageException;
import dev.grantlake.cli.args.Arguments;
import dev.grantlake.cli.args.UsageException;
import dev.grantlake.cli.command.CommonOptions;
import dev.grantlake.cli.command.Console;
import dev.grantlake.cli.command.Progress;
import dev.grantlake.cli.load.Destination;
import dev.grantlake.cli.output.OutputFormat;
import dev.grantlake.cli.output.RowSink;
import dev.grantlake.store.Grantlake;
import dev.grantlake.store.NewSync;
import dev.grantlake.store.SyncWriter;
import dev.grantlake.store.WriteOptions;
import dev.grantlake.store.WrittenSync;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;

/**
 * A file that one command writes. Closed before it is ended, or interrupted, it leaves nothing behind. Belongs to one
 * thread.
 */
final class Writing implements Destination, AutoCloseable {

    private final Path file;
    private final OutputFormat format;
    private final WriteOptions options;
    private final Console console;
    private final Progress progress;
    private final @Nullable Thread hook;
    private volatile @Nullable SyncWriter writer;
    private volatile boolean interrupted;

    private Writing(Path file, OutputFormat format, WriteOptions options, Console console) {
        this.file = file;
        this.format = format;
        this.options = options;
        this.console = console;
        this.progress = Progress.on(console, "records");
        this.hook = console.ofProcess() ? new Thread(this::interrupt, "interrupt") : null;
        if (hook != null) {
            Runtime.getRuntime().addShutdownHook(hook);
        }
    }

    /** Prepares writing {@code file} as the common options say; nothing happens before the sync begins. */
    static Writing to(Path file, WriteOptions options, Arguments arguments, Console console) {
        return new Writing(file, OutputFormat.of(arguments.value(CommonOptions.OUTPUT)), options, console);
    }

    /** How a command writes: engine, replacement, surroundings. */
    static WriteOptions options(Arguments arguments, Console console) {
        WriteOptions options = WriteOptions.defaults()
                .withReplace(arguments.has(CommonOptions.FORCE))
                .withTemporaryFolder(console.temporaryFolder())
                .withClock(console.clock());
        String engine = arguments.value(CommonOptions.ENGINE);
        if (engine != null && engine.isBlank()) {
            throw new UsageException("--engine needs a name");
        }
        return engine == null ? options : options.withEngine(engine);
    }

    @Override
    public SyncWriter begin(NewSync sync) {
        SyncWriter begun = Grantlake.create(file, sync, options);
        writer = begun;
        return begun;
    }

    @Override
    public void step() {
        if (interrupted) {
            throw new StorageException(StorageException.Kind.CLOSED, "interrupted; nothing was written");
        }
        progress.step();
    }

    @Override
    public Instant now() {
        return options.clock().instant();
    }

    /** Ends the sync, finished or as it stands, and prints what has been written. */
    WrittenSync end(boolean finished, String token) throws IOException {
        SyncWriter begun = writer;
        if (begun == null) {
            throw new IllegalStateException("no sync was begun");
        }
        WrittenSync written = finished ? begun.finish() : begun.saveUnfinished(token);
        progress.close();
        WrittenRow row = new WrittenRow(file.toString(), finished, written, console.elapsedNanos());
        if (format == OutputFormat.TABLE) {
            console.print(row.sentence());
        } else {
            RowSink<WrittenRow> sink = format.sink(new WrittenRows(), console.out());
            sink.row(row);
            sink.end("");
        }
        return written;
    }

    /** Gives the file up unless it was written. */
    @Override
    public void close() {
        progress.close();
        SyncWriter begun = writer;
        if (begun != null) {
            begun.close();
        }
        if (hook != null && !interrupted) {
            unhook(hook);
        }
    }

    private static void unhook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is ending, and has called the hook.
            return;
        }
    }

    /** Called when the JVM is told to end: ends what the thread that writes is doing, and waits until it has. */
    private void interrupt() {
        interrupted = true;
        SyncWriter begun = writer;
        if (begun != null) {
            begun.close();
        }
    }
}
