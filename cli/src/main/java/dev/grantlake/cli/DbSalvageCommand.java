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
import dev.grantlake.cli.output.OutputFormat;
import dev.grantlake.cli.output.RowSink;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lsm.Database;
import dev.grantlake.lsm.DatabaseOptions;
import dev.grantlake.lsm.record.LogTail;
import dev.grantlake.lsm.salvage.SalvageReport;
import dev.grantlake.store.StoreException;
import dev.grantlake.vfs.DiskVfs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@code db salvage}: writes what a damaged database still has to another directory. */
final class DbSalvageCommand implements Command {

    @Override
    public Syntax syntax() {
        return new Syntax(
                "db salvage",
                "take what can be read out of a damaged database",
                """
                COPY becomes a clean database of what DIR still has; it must be empty, or is made. DIR stays as it is.
                Taken are the newest manifest that can be read, all readable blocks of its tables, and the logs up to
                their first damage. Printed is what was left out, with the keys that it may concern: among these, older
                values may show up again, since what had replaced or deleted them is lost.

                The exit code is 0 if nothing was left out, 1 if something was, 2 if there is nothing to begin with.
                """,
                List.of(DbArguments.DIRECTORY, Parameter.required("COPY")),
                Syntax.options(List.<Option>of(CommonOptions.OUTPUT, DbArguments.HEX), CommonOptions.ALWAYS),
                List.of(new Example("db salvage notes/ rescued/", "after a disk has lost something")));
    }

    @Override
    public ExitCode run(Arguments arguments, Console console) throws IOException {
        DbArguments given = new DbArguments(arguments, console);
        OutputFormat format = OutputFormat.of(arguments.value(CommonOptions.OUTPUT));
        Path path = given.directory();
        if (!Files.isDirectory(path)) {
            throw StoreException.notFound("no directory " + path);
        }
        SalvageReport report;
        try (DiskVfs damaged = DiskVfs.open(path);
                NewDirectory copy = NewDirectory.at(FileArgument.parse(arguments.argument(1)))) {
            report = Database.salvage(damaged, copy.vfs(), DatabaseOptions.SMALL);
            copy.keep();
        }
        RowSink<SalvageReport.Loss> sink = format.sink(new SalvageLossRows(given.text()), console.out());
        for (SalvageReport.Loss loss : report.losses()) {
            sink.row(loss);
        }
        for (LogTail tail : report.unreadTails()) {
            sink.row(new SalvageReport.Loss(tail.where().file(), KeyRange.ALL, tail.toString()));
        }
        sink.end("");
        return report.isComplete() ? ExitCode.OK : ExitCode.FINDINGS;
    }
}
