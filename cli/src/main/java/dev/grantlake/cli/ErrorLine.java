package dev.grantlake.cli;

import dev.grantlake.base.StorageException;
import dev.grantlake.cli.args.UsageException;
import dev.grantlake.cli.command.ExitCode;
import dev.grantlake.cli.output.Cells;
import dev.grantlake.store.StoreException;
import org.jspecify.annotations.Nullable;

import java.io.PrintStream;
import java.io.UncheckedIOException;

/** Says in one line what went wrong, and which exit code goes with it. With {@code --debug} the trace follows. */
final class ErrorLine {

    private final PrintStream err;
    private final boolean debug;
    /** The words that call the program and its command, as far as the command is known: {@code grantlake db get}. */
    private String called = "grantlake";

    ErrorLine(PrintStream err, boolean debug) {
        this.err = err;
        this.debug = debug;
    }

    /** The next word of the command line is known: a command's, or that of a family of commands. */
    void found(String word) {
        called += " " + word;
    }

    ExitCode wrongUsage(UsageException e) {
        print(e.getMessage(), e);
        err.println("See: " + called + " --help");
        return ExitCode.USAGE;
    }

    ExitCode storageFailed(StorageException e) {
        boolean exists = e.kind() == StorageException.Kind.ALREADY_EXISTS;
        print(exists ? e.getMessage() + "; --force replaces it" : e.getMessage(), e);
        return switch (e.kind()) {
            case INVALID_ARGUMENT -> ExitCode.USAGE;
            // The store not knowing an id is an answer; a file that is not there is none.
            case NOT_FOUND, FAILED_PRECONDITION ->
                e instanceof StoreException ? ExitCode.FINDINGS : ExitCode.UNREADABLE;
            case ALREADY_EXISTS -> ExitCode.EXISTS;
            case UNAVAILABLE -> e instanceof PluginMissing ? ExitCode.MISSING : ExitCode.UNREADABLE;
            default -> ExitCode.UNREADABLE;
        };
    }

    /** A reader that leaves early, such as {@code head}, has got what it wanted; all else is an error. */
    ExitCode outputFailed(Exception e) {
        Throwable cause = e instanceof UncheckedIOException && e.getCause() != null ? e.getCause() : e;
        String reason = String.valueOf(cause.getMessage());
        if (reason.contains("Broken pipe") || reason.contains("EPIPE") || reason.contains("pipe is being closed")) {
            return ExitCode.OK;
        }
        print("cannot write the output: " + reason, e);
        return ExitCode.UNREADABLE;
    }

    ExitCode faulty(Throwable thrown) {
        if (thrown instanceof OutOfMemoryError) {
            print("not enough memory; give more with GRANTLAKE_OPTS=-Xmx4g", thrown);
        } else {
            print("internal error: " + thrown + (debug ? "" : " (--debug shows where)"), thrown);
        }
        return ExitCode.INTERNAL;
    }

    private void print(@Nullable String message, Throwable thrown) {
        err.println(called + ": " + Cells.oneLine(message == null ? thrown.toString() : message));
        if (debug) {
            printTrace(thrown);
        }
    }

    /** Where it was thrown, and what caused it; every message on one line, since it may quote the input. */
    private void printTrace(Throwable thrown) {
        err.println(Cells.oneLine(thrown.toString()));
        for (StackTraceElement frame : thrown.getStackTrace()) {
            err.println("    at " + frame);
        }
        if (thrown.getCause() != null) {
            err.print("caused by ");
            printTrace(thrown.getCause());
        }
    }
}
