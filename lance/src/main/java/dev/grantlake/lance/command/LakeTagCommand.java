package dev.grantlake.lance.command;

import dev.grantlake.cli.args.Arguments;
import dev.grantlake.cli.args.Example;
import dev.grantlake.cli.args.Option;
import dev.grantlake.cli.args.Parameter;
import dev.grantlake.cli.args.Syntax;
import dev.grantlake.cli.args.UsageException;
import dev.grantlake.cli.command.Command;
import dev.grantlake.cli.command.CommonOptions;
import dev.grantlake.cli.command.Console;
import dev.grantlake.cli.command.ExitCode;
import dev.grantlake.lake.Lake;
import dev.grantlake.lake.Timeline;

import java.util.List;

/** {@code lake tag}: names for versions. */
final class LakeTagCommand implements Command {

    private static final Option DELETE = Option.flag("--delete", "take the name away");

    @Override
    public Syntax syntax() {
        return new Syntax(
                "lake tag",
                "name a version, which keeps it",
                """
                Gives VERSION, or the newest, the name NAME, in place of the one that has it; it is not pruned as long as it
                has one. Names are letters, digits, "-", "_" and ".".
                """,
                List.of(LakeArguments.DIRECTORY, Parameter.required("NAME"), Parameter.optional("VERSION")),
                Syntax.options(List.of(DELETE), CommonOptions.ALWAYS),
                List.of(
                        new Example("lake tag notes/ new-year", "keep what there is now"),
                        new Example("lake tag notes/ before-import 7", "keep version 7"),
                        new Example("lake tag notes/ new-year --delete", "let it go")));
    }

    @Override
    public ExitCode run(Arguments arguments, Console console) {
        String name = arguments.argument(1);
        boolean deletes = arguments.has(DELETE);
        if (deletes && arguments.hasArgument(2)) {
            throw new UsageException(DELETE.name() + " goes without VERSION");
        }
        long version = arguments.hasArgument(2) ? number(arguments.argument(2)) : 0;
        try (Lake lake = new LakeArguments(arguments).open()) {
            Timeline timeline = lake.timeline();
            if (deletes) {
                timeline.untag(name);
            } else {
                lake.flush();
                timeline.tag(name, version == 0 ? timeline.latestVersion() : version);
            }
        }
        return ExitCode.OK;
    }

    private static long number(String text) {
        try {
            long number = Long.parseLong(text);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw notANumber(text);
        }
        throw notANumber(text);
    }

    private static UsageException notANumber(String text) {
        return new UsageException("VERSION takes a number from 1 on, not \"" + text + "\"");
    }
}
