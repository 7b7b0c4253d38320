package dev.grantlake.cli;

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
import dev.grantlake.cli.load.ClaimedStatistics;
import dev.grantlake.cli.load.CsvLoad;
import dev.grantlake.cli.load.DumpLoad;
import dev.grantlake.cli.load.LoadFormat;
import dev.grantlake.cli.load.Loaded;
import dev.grantlake.cli.load.Source;
import dev.grantlake.cli.output.Cells;
import dev.grantlake.store.WrittenSync;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** {@code import}: makes a file of a dump, or of a table of who has what. */
final class ImportCommand implements Command {

    private static final Option KEEP_IDS =
            Option.flag("--keep-ids", "keep the sync's id and times, and when records were discovered");
    private static final Option SKIP_ASSETS =
            Option.flag("--skip-assets", "leave out assets whose bytes the lines do not have");
    private static final Option SYNC_ID = Option.of("--sync-id", "ID", "take this sync out of lines of several");

    @Override
    public Syntax syntax() {
        return new Syntax(
                "import",
                "make a file of a dump or of a table in CSV",
                """
                IN are the lines that dump writes, plain or --full, or a table; its first character tells. A dash is
                stdin; gzip and zstd are unpacked. A dump comes back with everything that its lines hold; statistics are
                counted anew, and a note says where they differ.

                A table has a header and a grant a row. Names of columns decide, in any order:
                  principal          who has it; also: user, login, account, member
                  entitlement        what it is; also: permission, access. Its id becomes TYPE:RESOURCE:ENTITLEMENT;
                                     a column entitlement_id is taken as it stands. Without it: member of a
                                     group, assigned of a role, access to an app
                  resource           what it is on; also: app, application, system, group, role. Without this column
                                     each entitlement is a resource of its own
                  principal_type     else user
                  resource_type      else group, role or app, as the column of resources is called
                  principal_name, entitlement_name, resource_name, grant_id
                Columns are parted by commas, semicolons or tabs. Case, blanks and underscores in names do not count.
                What "grants --output csv" prints can be read, too.
                """,
                List.of(Parameter.required("IN"), Parameter.required("OUT.c1z")),
                Syntax.options(List.of(KEEP_IDS, SKIP_ASSETS, SYNC_ID), CommonOptions.WRITING, CommonOptions.ALWAYS),
                List.of(
                        new Example("import access.csv access.c1z", "a spreadsheet of who has what"),
                        new Example("import sync.jsonl sync.c1z", "a dump, as a new sync"),
                        new Example("import - copy.c1z --keep-ids < full.jsonl", "with its id and times")));
    }

    @Override
    public ExitCode run(Arguments arguments, Console console) throws IOException {
        Path file = FileArgument.parse(arguments.argument(1));
        try (Source source = Source.open(arguments.argument(0), console.in());
                Writing writing = Writing.to(file, Writing.options(arguments, console), arguments, console)) {
            Loaded loaded = load(source, arguments, writing);
            WrittenSync written = writing.end(loaded.finished(), loaded.token());
            for (String remark : loaded.remarks()) {
                console.remark(Cells.oneLine(remark));
            }
            for (ClaimedStatistics claim : loaded.claims()) {
                Optional<String> difference = claim.difference(written.statistics());
                if (difference.isPresent()) {
                    console.remark("note: " + difference.get());
                }
            }
        }
        return ExitCode.OK;
    }

    private static Loaded load(Source source, Arguments arguments, Writing writing) {
        if (LoadFormat.of(source) == LoadFormat.DUMP) {
            DumpLoad.Choice choice =
                    new DumpLoad.Choice(arguments.value(SYNC_ID), arguments.has(KEEP_IDS), arguments.has(SKIP_ASSETS));
            return new DumpLoad(source, choice, writing).load();
        }
        for (Option option : List.of(KEEP_IDS, SKIP_ASSETS, SYNC_ID)) {
            if (arguments.has(option)) {
                throw new UsageException(option.name() + " is for dumps; " + source.name() + " is a table");
            }
        }
        return new CsvLoad(source, writing).load();
    }
}
