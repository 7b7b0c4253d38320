package dev.grantlake.lance.command;

import dev.grantlake.base.StorageException;
import dev.grantlake.cli.args.Arguments;
import dev.grantlake.cli.args.Example;
import dev.grantlake.cli.args.Option;
import dev.grantlake.cli.args.Syntax;
import dev.grantlake.cli.args.UsageException;
import dev.grantlake.cli.command.Command;
import dev.grantlake.cli.command.CommonOptions;
import dev.grantlake.cli.command.Console;
import dev.grantlake.cli.command.ExitCode;
import dev.grantlake.cli.output.OutputFormat;
import dev.grantlake.cli.output.RowSink;
import dev.grantlake.lance.LanceLake;

import java.io.IOException;
import java.util.List;

/** {@code lake bench}: commits and reads on this disk. */
final class LakeBenchCommand implements Command {

    private static final Option ROWS = Option.of("--rows", "N", "rows that are written and read, 100000 by default");
    private static final Option VALUE = Option.of("--value-bytes", "N", "bytes of a value, 100 by default");
    private static final int MOST_VALUE_BYTES = 1 << 20;
    private static final int MOST_ROWS = 100_000_000;

    @Override
    public Syntax syntax() {
        return new Syntax(
                "lake bench",
                "measure commits and reads on this disk",
                """
                Makes a new lake in DIR, which is left there: commits of one row that are on disk when they return, by 1, 8
                and 64 threads; commits that the system may write later; a flush; reads from memory, of keys that are not
                there, from the dataset for the first time and again; a scan; and an opening.
                """,
                List.of(LakeArguments.DIRECTORY),
                Syntax.options(List.of(ROWS, VALUE, CommonOptions.OUTPUT), CommonOptions.ALWAYS),
                List.of(
                        new Example("lake bench /tmp/try", "how fast this disk is"),
                        new Example("lake bench /tmp/try --rows 1000000 -o json", "a million rows, for a program")));
    }

    @Override
    public ExitCode run(Arguments arguments, Console console) throws IOException {
        LakeArguments given = new LakeArguments(arguments);
        int rows = number(arguments, ROWS, 100_000, MOST_ROWS);
        int valueBytes = number(arguments, VALUE, 100, MOST_VALUE_BYTES);
        if (LanceLake.exists(given.directory())) {
            throw new StorageException(
                    StorageException.Kind.FAILED_PRECONDITION, "there is a lake in " + given.directory() + " already");
        }
        RowSink<Scenario> sink =
                OutputFormat.of(arguments.value(CommonOptions.OUTPUT)).sink(Scenario.ROWS, console.out());
        for (Scenario scenario : new LakeBench(given.directory(), rows, valueBytes).run()) {
            sink.row(scenario);
        }
        sink.end("");
        return ExitCode.OK;
    }

    private static int number(Arguments arguments, Option option, int otherwise, int most) {
        long number = arguments.number(option, otherwise);
        if (number < 1 || number > most) {
            throw new UsageException(option.name() + " takes a number from 1 to " + most);
        }
        return (int) number;
    }
}
