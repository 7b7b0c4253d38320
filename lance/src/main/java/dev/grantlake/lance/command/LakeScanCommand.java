package dev.grantlake.lance.command;

import dev.grantlake.cli.args.Arguments;
import dev.grantlake.cli.args.Example;
import dev.grantlake.cli.args.Syntax;
import dev.grantlake.cli.command.Command;
import dev.grantlake.cli.command.CommonOptions;
import dev.grantlake.cli.command.Console;
import dev.grantlake.cli.command.ExitCode;
import dev.grantlake.lake.Lake;
import dev.grantlake.lake.Transaction;

import java.io.IOException;
import java.util.List;

/** {@code lake scan}: keys and values in order. */
final class LakeScanCommand implements Command {

    @Override
    public Syntax syntax() {
        return new Syntax(
                "lake scan",
                "list keys and values in order",
                """
                Keys are in the order of their bytes. Without --hex, what is no printable text is shown as \\xNN, byte by
                byte.
                """,
                List.of(LakeArguments.DIRECTORY),
                Syntax.options(ShownEntries.LISTING, CommonOptions.ALWAYS),
                List.of(
                        new Example("lake scan notes/", "everything"),
                        new Example("lake scan notes/ --prefix 2026- --reverse --limit 10", "the ten latest of a year"),
                        new Example("lake scan notes/ --from 6d --hex -o csv", "for a program, safe for all bytes")));
    }

    @Override
    public ExitCode run(Arguments arguments, Console console) throws IOException {
        ShownEntries shown = new ShownEntries(arguments, console);
        try (Lake lake = new LakeArguments(arguments).open();
                Transaction reading = lake.begin(false)) {
            return shown.list(reading);
        }
    }
}
