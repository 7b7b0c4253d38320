package dev.grantlake.lance.command;

import dev.grantlake.base.Bytes;
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

/** {@code lake get}: the value of a key. */
final class LakeGetCommand implements Command {

    @Override
    public Syntax syntax() {
        return new Syntax(
                "lake get",
                "print the value of a key",
                """
                Prints the bytes of the value as they are, and a line end; with --hex in hexadecimal. Exit code 1 if there is
                no such key.
                """,
                List.of(LakeArguments.DIRECTORY, LakeArguments.KEY),
                Syntax.options(List.of(LakeArguments.HEX), CommonOptions.ALWAYS),
                List.of(
                        new Example("lake get notes/ milk", "what was said of milk"),
                        new Example("lake get notes/ 6d696c6b --hex", "the same in hexadecimal")));
    }

    @Override
    public ExitCode run(Arguments arguments, Console console) throws IOException {
        LakeArguments given = new LakeArguments(arguments);
        Bytes key = given.key(1);
        try (Lake lake = given.open();
                Transaction reading = lake.begin(false)) {
            return new ShownEntries(arguments, console).value(reading, key);
        }
    }
}
