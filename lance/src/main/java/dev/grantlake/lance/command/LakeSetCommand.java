package dev.grantlake.lance.command;

import dev.grantlake.base.Bytes;
import dev.grantlake.cli.args.Arguments;
import dev.grantlake.cli.args.Example;
import dev.grantlake.cli.args.Parameter;
import dev.grantlake.cli.args.Syntax;
import dev.grantlake.cli.command.Command;
import dev.grantlake.cli.command.CommonOptions;
import dev.grantlake.cli.command.Console;
import dev.grantlake.cli.command.ExitCode;
import dev.grantlake.lake.Lake;
import dev.grantlake.lake.Transaction;

import java.util.List;

/** {@code lake set}: puts a value under a key. */
final class LakeSetCommand implements Command {

    private static final String VALUE = "VALUE";

    @Override
    public Syntax syntax() {
        return new Syntax(
                "lake set",
                "put a value under a key",
                """
                Makes the lake, and its folder, if there is none. The value is on disk, and in a version of the dataset, when
                the command ends.
                """,
                List.of(LakeArguments.DIRECTORY, LakeArguments.KEY, Parameter.required(VALUE)),
                Syntax.options(List.of(LakeArguments.HEX), CommonOptions.ALWAYS),
                List.of(
                        new Example("lake set notes/ milk 'two litres'", "remember something"),
                        new Example("lake set notes/ 00ff 01 --hex", "bytes that are no text")));
    }

    @Override
    public ExitCode run(Arguments arguments, Console console) {
        LakeArguments given = new LakeArguments(arguments);
        Bytes key = given.key(1);
        Bytes value = given.bytes(arguments.argument(2), VALUE);
        try (Lake lake = given.openOrCreate();
                Transaction transaction = lake.begin(true)) {
            transaction.set(key, value);
            transaction.commit();
        }
        return ExitCode.OK;
    }
}
