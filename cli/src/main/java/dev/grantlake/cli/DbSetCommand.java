package dev.grantlake.cli;

import dev.grantlake.base.Bytes;
import dev.grantlake.cli.args.Arguments;
import dev.grantlake.cli.args.Example;
import dev.grantlake.cli.args.Parameter;
import dev.grantlake.cli.args.Syntax;
import dev.grantlake.cli.command.Command;
import dev.grantlake.cli.command.CommonOptions;
import dev.grantlake.cli.command.Console;
import dev.grantlake.cli.command.ExitCode;
import dev.grantlake.kv.WriteBatch;

import java.util.List;

/** {@code db set}: puts a value under a key. */
final class DbSetCommand implements Command {

    private static final String VALUE = "VALUE";

    @Override
    public Syntax syntax() {
        return new Syntax(
                "db set",
                "put a value under a key",
                """
                Makes the database, and its directory, if there is none. The value is on disk when the command ends.
                """,
                List.of(DbArguments.DIRECTORY, DbArguments.KEY, Parameter.required(VALUE)),
                Syntax.options(List.of(DbArguments.HEX), CommonOptions.ALWAYS),
                List.of(
                        new Example("db set notes/ milk 'two litres'", "remember something"),
                        new Example("db set notes/ 00ff 01 --hex", "bytes that are no text")));
    }

    @Override
    public ExitCode run(Arguments arguments, Console console) {
        DbArguments given = new DbArguments(arguments, console);
        Bytes key = given.key();
        Bytes value = given.bytes(arguments.argument(2), VALUE);
        try (DbWriting writing = DbWriting.create(given.directory())) {
            writing.database().commit(new WriteBatch().set(key, value));
        }
        return ExitCode.OK;
    }
}
