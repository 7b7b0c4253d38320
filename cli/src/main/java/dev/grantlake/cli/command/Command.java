package dev.grantlake.cli.command;

import dev.grantlake.cli.args.Arguments;
import dev.grantlake.cli.args.Syntax;

import java.io.IOException;

/** One subcommand. */
public interface Command {

    /** What it takes. */
    Syntax syntax();

    /**
     * Does the work.
     *
     * @throws IOException if the output cannot be written; everything that concerns the input is a
     *     {@link dev.grantlake.base.StorageException}
     */
    ExitCode run(Arguments arguments, Console console) throws IOException;
}
