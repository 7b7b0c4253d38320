package dev.grantlake.cli;

import dev.grantlake.cli.args.Arguments;
import dev.grantlake.cli.args.Example;
import dev.grantlake.cli.args.Option;
import dev.grantlake.cli.args.Parameter;
import dev.grantlake.cli.args.Syntax;
import dev.grantlake.cli.command.Command;
import dev.grantlake.cli.command.CommonOptions;
import dev.grantlake.cli.command.Console;
import dev.grantlake.cli.command.ExitCode;
import dev.grantlake.cli.command.Progress;
import dev.grantlake.cli.dump.OrderedLines;
import dev.grantlake.cli.dump.StoreDump;

import java.io.IOException;
import java.util.List;

/** {@code dump}: everything in a file, in a form that can be compared. */
final class DumpCommand implements Command {

    private static final Option FULL =
            Option.flag("--full", "add the data of assets (base64) and when each record was discovered");

    private static final long SORT_BUDGET_BYTES = 64L << 20;

    @Override
    public Syntax syntax() {
        return new Syntax(
                "dump",
                "write everything as canonical JSON lines",
                """
                One record a line: all sync runs, then for each sync its statistics, resource types, resources,
                entitlements, grants, assets and session keys. Order and text depend on the content alone, so two
                dumps of the same content are equal byte for byte, apart from ids and times of the syncs.
                Takes bounded memory. In the rare file whose ids are not stored in the order of the dump, lines
                that do not fit in memory are sorted in the temporary folder.
                """,
                List.of(Parameter.required("FILE")),
                Syntax.options(
                        List.of(FULL, CommonOptions.MIGRATED, CommonOptions.LENIENT, CommonOptions.EXPLAIN),
                        CommonOptions.ALWAYS),
                List.of(
                        new Example("dump sync.c1z > sync.jsonl", "keep it, or compare it with another"),
                        new Example("dump sync.c1z | grep '\"kind\":\"grant\"' | head", "the first grants"),
                        new Example("dump sync.c1z --full | gzip > sync.jsonl.gz", "with assets and times")));
    }

    @Override
    public ExitCode run(Arguments arguments, Console console) throws IOException {
        try (Reading reading = Reading.open(arguments, console);
                Progress progress = Progress.on(console, "lines")) {
            OrderedLines lines =
                    new OrderedLines(console.out(), console.temporaryFolder(), SORT_BUDGET_BYTES, progress::step);
            new StoreDump(lines, arguments.has(FULL)).write(reading.store());
        }
        return ExitCode.OK;
    }
}
