package dev.grantlake.cli;

import dev.grantlake.cli.args.Arguments;
import dev.grantlake.cli.args.Example;
import dev.grantlake.cli.args.Syntax;
import dev.grantlake.cli.command.Command;
import dev.grantlake.cli.command.CommonOptions;
import dev.grantlake.cli.command.Console;
import dev.grantlake.cli.command.ExitCode;
import dev.grantlake.cli.inspect.DatabaseText;

import java.io.IOException;
import java.util.List;

/** {@code db lsm}: how a database lies in its directory. */
final class DbLsmCommand implements Command {

    @Override
    public Syntax syntax() {
        return new Syntax(
                "db lsm",
                "the files, levels and version edits of a database",
                """
                Every table with its bounds and sequence numbers, level by level, the logs and what they hold, and the
                edits of the manifest that led there: the same as "inspect lsm". Changes nothing.
                """,
                List.of(DbArguments.DIRECTORY),
                CommonOptions.ALWAYS,
                List.of(new Example("db lsm notes/", "where everything lies")));
    }

    @Override
    public ExitCode run(Arguments arguments, Console console) throws IOException {
        new DbArguments(arguments, console)
                .reading()
                .payload(payload -> DatabaseText.lines(payload, console::printLine));
        return ExitCode.OK;
    }
}
