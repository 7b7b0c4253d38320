package dev.grantlake.cli;

import dev.grantlake.cli.args.Arguments;
import dev.grantlake.cli.args.Example;
import dev.grantlake.cli.args.Parameter;
import dev.grantlake.cli.args.Syntax;
import dev.grantlake.cli.command.Command;
import dev.grantlake.cli.command.CommonOptions;
import dev.grantlake.cli.command.Console;
import dev.grantlake.cli.command.ExitCode;
import dev.grantlake.cli.output.OutputFormat;
import dev.grantlake.cli.output.RowSink;
import dev.grantlake.store.SyncRun;

import java.io.IOException;
import java.util.List;

/** {@code syncs}: the syncs in a file, whatever their state and age. */
final class SyncsCommand implements Command {

    @Override
    public Syntax syntax() {
        return new Syntax(
                "syncs",
                "the syncs in a file",
                """
                Lists every sync, also one that was never finished, in the order they were started.
                """,
                List.of(Parameter.required("FILE")),
                Syntax.options(
                        List.of(
                                CommonOptions.OUTPUT,
                                CommonOptions.MIGRATED,
                                CommonOptions.LENIENT,
                                CommonOptions.EXPLAIN),
                        CommonOptions.ALWAYS),
                List.of(
                        new Example("syncs sync.c1z", "what was synced, and when"),
                        new Example("syncs sync.c1z --output json", "the same with tokens and links")));
    }

    @Override
    public ExitCode run(Arguments arguments, Console console) throws IOException {
        OutputFormat format = OutputFormat.of(arguments.value(CommonOptions.OUTPUT));
        try (Reading reading = Reading.open(arguments, console)) {
            RowSink<SyncRun> sink = format.sink(new SyncRows(), console.out());
            for (SyncRun run : reading.store().syncs()) {
                sink.row(run);
            }
            sink.end("");
        }
        return ExitCode.OK;
    }
}
