package dev.grantlake.cli;

import dev.grantlake.cli.args.Arguments;
import dev.grantlake.cli.args.Example;
import dev.grantlake.cli.args.Syntax;
import dev.grantlake.cli.command.Command;
import dev.grantlake.cli.command.CommonOptions;
import dev.grantlake.cli.command.Console;
import dev.grantlake.cli.command.ExitCode;

import java.io.IOException;
import java.util.List;

/** {@code db check}: {@link CheckCommand} on a directory. */
final class DbCheckCommand implements Command {

    @Override
    public Syntax syntax() {
        return new Syntax(
                "db check",
                "verify a database completely",
                """
                Verifies every checksum and bound of logs, manifest and tables, the order of keys and levels, and the
                records if they are ours: the same as "check DIR". Changes nothing. docs/CHECK.md explains the findings.

                The exit code is 0 without errors, 1 with errors, 2 if nothing could be looked into.
                """,
                List.of(DbArguments.DIRECTORY),
                Syntax.options(
                        List.of(CommonOptions.OUTPUT, CheckCommand.STRICT, CheckCommand.LIMIT), CommonOptions.ALWAYS),
                List.of(new Example("db check notes/", "everything about a database")));
    }

    @Override
    public ExitCode run(Arguments arguments, Console console) throws IOException {
        new DbArguments(arguments, console).reading();
        return new CheckCommand().run(arguments, console);
    }
}
