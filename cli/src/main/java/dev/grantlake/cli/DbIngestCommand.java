package dev.grantlake.cli;

import dev.grantlake.cli.args.Arguments;
import dev.grantlake.cli.args.Example;
import dev.grantlake.cli.args.Parameter;
import dev.grantlake.cli.args.Syntax;
import dev.grantlake.cli.command.Command;
import dev.grantlake.cli.command.CommonOptions;
import dev.grantlake.cli.command.Console;
import dev.grantlake.cli.command.ExitCode;
import dev.grantlake.vfs.DiskVfs;

import java.nio.file.Path;
import java.util.List;

/** {@code db ingest}: takes a finished table into a database. */
final class DbIngestCommand implements Command {

    @Override
    public Syntax syntax() {
        return new Syntax(
                "db ingest",
                "take a finished table into a database",
                """
                Puts everything that the table has over what is there, in one step. TABLE is a file of one of Pebble's
                formats (.sst) whose keys all have sequence number 0, as programs write them that prepare data for a
                database. It is linked where both lie on one disk that can do that, and copied otherwise; the file
                itself stays, and must not be changed any more.
                """,
                List.of(DbArguments.DIRECTORY, Parameter.required("TABLE")),
                CommonOptions.ALWAYS,
                List.of(new Example("db ingest notes/ prepared.sst", "all entries of a table")));
    }

    @Override
    public ExitCode run(Arguments arguments, Console console) {
        DbArguments given = new DbArguments(arguments, console);
        Path table = FileArgument.parse(arguments.argument(1)).toAbsolutePath().normalize();
        Path folder = table.resolveSibling("");
        try (DbWriting writing = DbWriting.open(given.directory());
                DiskVfs source = DiskVfs.open(folder)) {
            writing.database().ingest(source, List.of(String.valueOf(table.getFileName())));
        }
        return ExitCode.OK;
    }
}
