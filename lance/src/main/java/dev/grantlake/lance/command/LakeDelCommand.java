package dev.grantlake.lance.command;

import dev.grantlake.base.Bytes;
import dev.grantlake.cli.args.Arguments;
import dev.grantlake.cli.args.Example;
import dev.grantlake.cli.args.Parameter;
import dev.grantlake.cli.args.Syntax;
import dev.grantlake.cli.args.UsageException;
import dev.grantlake.cli.command.Command;
import dev.grantlake.cli.command.CommonOptions;
import dev.grantlake.cli.command.Console;
import dev.grantlake.cli.command.ExitCode;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lake.Lake;
import dev.grantlake.lake.Transaction;

import java.util.List;

/** {@code lake del}: removes a key, or a range. */
final class LakeDelCommand implements Command {

    @Override
    public Syntax syntax() {
        return new Syntax(
                "lake del",
                "remove a key, or a range of keys",
                """
                Removes KEY, whether or not it is there, or all keys that --from, --to or --prefix name, in one transaction.
                Versions of the past keep what they have.
                """,
                List.of(LakeArguments.DIRECTORY, Parameter.optional(LakeArguments.KEY.name())),
                Syntax.options(
                        List.of(LakeArguments.FROM, LakeArguments.TO, LakeArguments.PREFIX, LakeArguments.HEX),
                        CommonOptions.ALWAYS),
                List.of(
                        new Example("lake del notes/ milk", "forget one thing"),
                        new Example("lake del notes/ --prefix 2025-", "forget a year")));
    }

    @Override
    public ExitCode run(Arguments arguments, Console console) {
        LakeArguments given = new LakeArguments(arguments);
        if (arguments.hasArgument(1) == given.hasRange()) {
            throw new UsageException("KEY or a range (--from, --to, --prefix) says what goes");
        }
        Bytes key = given.hasRange() ? null : given.key(1);
        KeyRange range = given.range();
        try (Lake lake = given.open();
                Transaction transaction = lake.begin(true)) {
            if (key == null) {
                transaction.deleteRange(range);
            } else {
                transaction.delete(key);
            }
            transaction.commit();
        }
        return ExitCode.OK;
    }
}
