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
import dev.grantlake.lake.VersionReader;

import java.io.IOException;
import java.util.List;

/** {@code lake at}: a version of the past. */
final class LakeAtCommand implements Command {

    private static final Parameter WHEN = Parameter.required("WHEN");

    @Override
    public Syntax syntax() {
        return new Syntax(
                "lake at",
                "read a version of the past",
                """
                Prints the value that KEY had, or without KEY all that the version has, in order. WHEN is the number of a
                version, a time, which means the newest version of that time or before, or a tag.
                """,
                List.of(LakeArguments.DIRECTORY, WHEN, Parameter.optional(LakeArguments.KEY.name())),
                Syntax.options(ShownEntries.LISTING, CommonOptions.ALWAYS),
                List.of(
                        new Example("lake at notes/ 7 milk", "what version 7 says of milk"),
                        new Example("lake at notes/ 2026-11-20T12:00:00Z", "everything, as it was at noon"),
                        new Example(
                                "lake at notes/ before-import --prefix milk", "what the tagged version has of milk")));
    }

    @Override
    public ExitCode run(Arguments arguments, Console console) throws IOException {
        LakeArguments given = new LakeArguments(arguments);
        When when = When.parse(arguments.argument(1));
        Bytes key = arguments.hasArgument(2) ? given.key(2) : null;
        ShownEntries shown = new ShownEntries(arguments, console);
        try (Lake lake = given.open();
                Transaction reading = lake.begin(false);
                VersionReader version = when.of(reading, lake.timeline())) {
            return key == null ? shown.list(version) : shown.value(version, key);
        }
    }
}
