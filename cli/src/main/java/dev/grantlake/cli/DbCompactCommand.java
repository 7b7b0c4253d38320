package dev.grantlake.cli;

import dev.grantlake.cli.args.Arguments;
import dev.grantlake.cli.args.Example;
import dev.grantlake.cli.args.Option;
import dev.grantlake.cli.args.Syntax;
import dev.grantlake.cli.command.Command;
import dev.grantlake.cli.command.CommonOptions;
import dev.grantlake.cli.command.Console;
import dev.grantlake.cli.command.ExitCode;
import dev.grantlake.kv.KeyRange;

import java.util.List;

/** {@code db compact}: rids a database of what older versions and deletions take. */
final class DbCompactCommand implements Command {

    private static final Option FROM = Option.of("--from", "KEY", "begin at this key");
    private static final Option TO = Option.of("--to", "KEY", "end before this key");

    @Override
    public Syntax syntax() {
        return new Syntax(
                "db compact",
                "free the space of older versions and deletions",
                """
                Brings the log into tables, and merges the tables of the range down to the deepest level that has any. What
                is read stays the same. A database does this by itself, bit by bit, while it is written.
                """,
                List.of(DbArguments.DIRECTORY),
                Syntax.options(List.of(FROM, TO, DbArguments.HEX), CommonOptions.ALWAYS),
                List.of(
                        new Example("db compact notes/", "all of it"),
                        new Example("db compact notes/ --to 2026-", "what is old")));
    }

    @Override
    public ExitCode run(Arguments arguments, Console console) {
        DbArguments given = new DbArguments(arguments, console);
        KeyRange range = new KeyRange(given.bytes(FROM), given.bytes(TO));
        try (DbWriting writing = DbWriting.open(given.directory())) {
            writing.database().compact(range);
        }
        return ExitCode.OK;
    }
}
