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
import dev.grantlake.lake.Lake;
import dev.grantlake.lake.Transaction;
import dev.grantlake.lake.VersionReader;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

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
                version, or a time, which means the newest version of that time or before.
                """,
                List.of(LakeArguments.DIRECTORY, WHEN, Parameter.optional(LakeArguments.KEY.name())),
                Syntax.options(ShownEntries.LISTING, CommonOptions.ALWAYS),
                List.of(
                        new Example("lake at notes/ 7 milk", "what version 7 says of milk"),
                        new Example("lake at notes/ 2026-11-20T12:00:00Z", "everything, as it was at noon")));
    }

    @Override
    public ExitCode run(Arguments arguments, Console console) throws IOException {
        LakeArguments given = new LakeArguments(arguments);
        Function<Transaction, VersionReader> when = parse(arguments.argument(1));
        Bytes key = arguments.hasArgument(2) ? given.key(2) : null;
        ShownEntries shown = new ShownEntries(arguments, console);
        try (Lake lake = given.open();
                Transaction reading = lake.begin(false);
                VersionReader version = when.apply(reading)) {
            return key == null ? shown.list(version) : shown.value(version, key);
        }
    }

    private static Function<Transaction, VersionReader> parse(String when) {
        if (!when.isEmpty() && when.chars().allMatch(c -> c >= '0' && c <= '9')) {
            try {
                long number = Long.parseLong(when);
                return reading -> reading.at(number);
            } catch (NumberFormatException e) {
                throw unknown(when);
            }
        }
        try {
            Instant time = Instant.parse(when);
            return reading -> reading.at(time);
        } catch (DateTimeException e) {
            throw unknown(when);
        }
    }

    private static UsageException unknown(String when) {
        return new UsageException(WHEN.name() + " takes the number of a version or a time such as"
                + " 2026-11-20T12:00:00Z, not \"" + when + "\"");
    }
}
