package dev.grantlake.lance.command;

import dev.grantlake.cli.args.Arguments;
import dev.grantlake.cli.args.Example;
import dev.grantlake.cli.args.Option;
import dev.grantlake.cli.args.Syntax;
import dev.grantlake.cli.args.UsageException;
import dev.grantlake.cli.command.Command;
import dev.grantlake.cli.command.CommonOptions;
import dev.grantlake.cli.command.Console;
import dev.grantlake.cli.command.ExitCode;
import dev.grantlake.lake.Lake;

import java.time.Duration;
import java.util.List;

/** {@code lake gc}: versions that nobody needs go. */
final class LakeGcCommand implements Command {

    private static final Option DAYS = Option.of("--keep-days", "N", "how far back versions stay, 7 by default");
    private static final int MOST_DAYS = 36_500;

    @Override
    public Syntax syntax() {
        return new Syntax(
                "lake gc",
                "remove old versions, and the files that only they need",
                """
                Every version stays that was the newest at some moment of the last days, or has a tag. Prints how many were
                removed.
                """,
                List.of(LakeArguments.DIRECTORY),
                Syntax.options(List.of(DAYS), CommonOptions.ALWAYS),
                List.of(
                        new Example("lake gc notes/", "forget what is older than a week"),
                        new Example("lake gc notes/ --keep-days 0", "keep the newest and what has a tag")));
    }

    @Override
    public ExitCode run(Arguments arguments, Console console) {
        long days = arguments.number(DAYS, 7);
        if (days > MOST_DAYS) {
            throw new UsageException(DAYS.name() + " takes a number from 0 to " + MOST_DAYS);
        }
        try (Lake lake = new LakeArguments(arguments).open()) {
            console.printLine(lake.prune(Duration.ofDays(days)) + " versions removed");
        }
        return ExitCode.OK;
    }
}
