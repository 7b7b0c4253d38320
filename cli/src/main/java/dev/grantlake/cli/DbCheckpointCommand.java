package dev.grantlake.cli;

import dev.grantlake.cli.args.Arguments;
import dev.grantlake.cli.args.Example;
import dev.grantlake.cli.args.Parameter;
import dev.grantlake.cli.args.Syntax;
import dev.grantlake.cli.command.Command;
import dev.grantlake.cli.command.CommonOptions;
import dev.grantlake.cli.command.Console;
import dev.grantlake.cli.command.ExitCode;

import java.util.List;

/** {@code db checkpoint}: makes a copy of a database that shares its tables. */
final class DbCheckpointCommand implements Command {

    @Override
    public Syntax syntax() {
        return new Syntax(
                "db checkpoint",
                "copy a database into another directory",
                """
                COPY becomes a database of its own; it must be empty, or is made. Tables are linked where both lie on one
                disk that can do that, so the copy is quick and takes little room. If it fails there is no copy.
                """,
                List.of(DbArguments.DIRECTORY, Parameter.required("COPY")),
                CommonOptions.ALWAYS,
                List.of(new Example("db checkpoint notes/ notes-of-monday/", "what there is now")));
    }

    @Override
    public ExitCode run(Arguments arguments, Console console) {
        DbArguments given = new DbArguments(arguments, console);
        try (DbWriting writing = DbWriting.open(given.directory());
                NewDirectory copy = NewDirectory.at(FileArgument.parse(arguments.argument(1)))) {
            writing.database().checkpoint(copy.vfs());
            copy.keep();
        }
        return ExitCode.OK;
    }
}
