package dev.grantlake.cli;

import dev.grantlake.base.Bytes;
import dev.grantlake.cli.args.Arguments;
import dev.grantlake.cli.args.Example;
import dev.grantlake.cli.args.Option;
import dev.grantlake.cli.args.Syntax;
import dev.grantlake.cli.args.UsageException;
import dev.grantlake.cli.command.Command;
import dev.grantlake.cli.command.CommonOptions;
import dev.grantlake.cli.command.Console;
import dev.grantlake.cli.command.ExitCode;
import dev.grantlake.kv.WriteBatch;

import java.util.List;

/** {@code db delete}: removes a key, or all keys of a range. */
final class DbDeleteCommand implements Command {

    private static final Option TO = Option.of("--to", "KEY", "all keys from the first one on, and before this one");

    @Override
    public Syntax syntax() {
        return new Syntax(
                "db delete",
                "remove a key, or a range of keys",
                """
                That there is no such key is no error. The removal is on disk when the command ends.
                """,
                List.of(DbArguments.DIRECTORY, DbArguments.KEY),
                Syntax.options(List.of(TO, DbArguments.HEX), CommonOptions.ALWAYS),
                List.of(
                        new Example("db delete notes/ milk", "one key"),
                        new Example("db delete notes/ 2025- --to 2026-", "a year")));
    }

    @Override
    public ExitCode run(Arguments arguments, Console console) {
        DbArguments given = new DbArguments(arguments, console);
        Bytes key = given.key();
        Bytes to = given.bytes(TO);
        if (to != null && key.compareTo(to) >= 0) {
            throw new UsageException(TO.name() + " takes a key behind the first one");
        }
        try (DbWriting writing = DbWriting.open(given.directory())) {
            WriteBatch batch = new WriteBatch();
            writing.database().commit(to == null ? batch.delete(key) : batch.deleteRange(key, to));
        }
        return ExitCode.OK;
    }
}
