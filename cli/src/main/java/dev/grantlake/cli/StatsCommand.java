package dev.grantlake.cli;

import dev.grantlake.base.ReadMetrics;
import dev.grantlake.cli.args.Arguments;
import dev.grantlake.cli.args.Example;
import dev.grantlake.cli.args.Option;
import dev.grantlake.cli.args.Parameter;
import dev.grantlake.cli.args.Syntax;
import dev.grantlake.cli.command.Command;
import dev.grantlake.cli.command.CommonOptions;
import dev.grantlake.cli.command.Console;
import dev.grantlake.cli.command.ExitCode;
import dev.grantlake.cli.output.OutputFormat;
import dev.grantlake.store.Grantlake;
import dev.grantlake.store.StoreSummary;
import dev.grantlake.store.Sync;
import dev.grantlake.store.SyncStatistics;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code stats}: how much a sync holds, and where the numbers come from. The header of a file has them as a rule, and
 * then nothing else of the file is read.
 */
final class StatsCommand implements Command {

    private static final Option RECOUNT = Option.flag("--recount", "count the records, whatever is stored");

    @Override
    public Syntax syntax() {
        return new Syntax(
                "stats",
                "how much a file holds",
                """
                Takes the numbers from the file's header if they are there, else from the copy stored with the
                records, else it counts. The answer says which. A sync that was changed and never ended again may
                have outdated stored numbers; --recount does not use them.
                JSON is one object; CSV has one row for each number.
                """,
                List.of(Parameter.required("FILE")),
                Syntax.options(List.of(CommonOptions.OUTPUT, RECOUNT), CommonOptions.READING, CommonOptions.ALWAYS),
                List.of(
                        new Example("stats sync.c1z", "how much is in it"),
                        new Example("stats sync.c1z --output json", "the same for a program"),
                        new Example("stats sync.c1z --recount", "count instead of trusting stored numbers")));
    }

    @Override
    public ExitCode run(Arguments arguments, Console console) throws IOException {
        OutputFormat format = OutputFormat.of(arguments.value(CommonOptions.OUTPUT));
        ReadMetrics metrics = new ReadMetrics();
        // A header speaks of the records as they stand.
        boolean ofRecords = arguments.has(RECOUNT) || arguments.has(CommonOptions.MIGRATED);
        StatsReport fromHeader = ofRecords ? null : fromHeader(arguments, console, metrics);
        if (fromHeader == null) {
            fromRecords(arguments, console, format);
            return ExitCode.OK;
        }
        print(fromHeader, format, console);
        if (arguments.has(CommonOptions.EXPLAIN)) {
            console.remark(
                    Explain.line(metrics.snapshot(), fromHeader.metadata().sizeBytes(), console.elapsedNanos()));
        }
        return ExitCode.OK;
    }

    /** The report out of the file's header, or null if the header does not say enough. */
    private static @Nullable StatsReport fromHeader(Arguments arguments, Console console, ReadMetrics metrics) {
        Path file = FileArgument.parse(arguments.argument(0));
        StoreSummary summary = Grantlake.summary(file, Reading.options(arguments, console, metrics));
        // Which of several syncs is meant is for the store to say.
        if (summary.syncs().size() != 1) {
            return null;
        }
        StoreSummary.SyncSummary only = summary.syncs().get(0);
        String id = arguments.value(CommonOptions.SYNC_ID);
        if (only.statistics().isEmpty() || (id != null && !id.equals(only.run().id()))) {
            return null;
        }
        return new StatsReport(summary.metadata(), only.run(), only.statistics().get(), SyncStatistics.Source.HEADER);
    }

    private static void fromRecords(Arguments arguments, Console console, OutputFormat format) throws IOException {
        try (Reading reading = Reading.open(arguments, console)) {
            Sync sync = reading.sync();
            SyncStatistics.Report found = arguments.has(RECOUNT) ? sync.recount() : sync.statistics();
            print(
                    new StatsReport(reading.store().metadata(), sync.run(), found.statistics(), found.source()),
                    format,
                    console);
        }
    }

    private static void print(StatsReport report, OutputFormat format, Console console) throws IOException {
        switch (format) {
            case TABLE -> console.print(report.toTable());
            case JSON -> StatsJson.write(report, console.out());
            case CSV -> console.print(report.toCsv());
        }
    }
}
