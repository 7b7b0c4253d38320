package dev.grantlake.cli;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.ReadMetrics;
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
import dev.grantlake.cli.inspect.Container;
import dev.grantlake.cli.output.Cells;
import dev.grantlake.cli.output.OutputFormat;
import dev.grantlake.cli.output.RowSink;
import dev.grantlake.lsm.inspect.KeyFinder;
import dev.grantlake.lsm.inspect.KeyPlace;
import dev.grantlake.pebble.PebbleFile;
import dev.grantlake.store.OpenOptions;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code find}: where in a database a key lives. */
final class FindCommand implements Command {

    private static final Option TEXT = Option.flag("--text", "KEY is text and not hexadecimal");

    @Override
    public Syntax syntax() {
        return new Syntax(
                "find",
                "where a key lives: logs, tables, range deletions",
                """
                FILE is a .c1z file or the directory of a database. KEY is a whole user key in hexadecimal, as
                inspect kv prints it. Every version is listed, also those that newer ones hide:
                  log, obsolete log      an operation on the key, at its offset; obsolete logs do not count
                  log range              a range deletion, excise or range key of a log that holds the key
                  table                  a version in a table, with the offset of its data block
                  table range            a range deletion or range key of a table that holds the key
                  bounds                 a table whose bounds in the manifest hold the key
                What cannot be read is named on stderr. Exit code 1 if the key is nowhere.
                """,
                List.of(Parameter.required("FILE"), Parameter.required("KEY")),
                Syntax.options(List.of(CommonOptions.OUTPUT, TEXT, CommonOptions.EXPLAIN), CommonOptions.ALWAYS),
                List.of(
                        new Example("find sync.c1z 030100617070", "where the resource type app lives"),
                        new Example("find db key000620 --text --output json", "a key of a bare database, as JSON")));
    }

    @Override
    public ExitCode run(Arguments arguments, Console console) throws IOException {
        OutputFormat format = OutputFormat.of(arguments.value(CommonOptions.OUTPUT));
        Path path = FileArgument.parse(arguments.argument(0));
        Bytes key = key(arguments);
        ReadMetrics metrics = new ReadMetrics();
        OpenOptions options = Reading.options(arguments, console, metrics);
        Container container = new Container(path, options);
        RowSink<KeyPlace> sink = format.sink(new KeyPlaceRows(), console.out());
        List<String> problems = new ArrayList<>();
        Count count = new Count();
        container.payload(payload -> KeyFinder.find(
                payload, key, PebbleFile.lsmOptions(options), place -> count.add(place, sink), problems::add));
        sink.end("");
        for (String problem : problems) {
            console.remark("not read: " + Cells.oneLine(problem));
        }
        if (arguments.has(CommonOptions.EXPLAIN)) {
            console.remark(Explain.line(metrics.snapshot(), container.sizeBytes(), console.elapsedNanos()));
        }
        return count.found ? ExitCode.OK : ExitCode.FINDINGS;
    }

    private static Bytes key(Arguments arguments) {
        String key = arguments.argument(1);
        if (arguments.has(TEXT)) {
            return Bytes.utf8(key);
        }
        try {
            return Bytes.ofHex(key);
        } catch (IllegalArgumentException e) {
            throw new UsageException("KEY takes hexadecimal digits, not \"" + key + "\"; --text takes it as it is");
        }
    }

    /** Prints places, and remembers whether one of them has the key. */
    private static final class Count {

        private boolean found;

        void add(KeyPlace place, RowSink<KeyPlace> sink) {
            found |= place instanceof KeyPlace.InLog || place instanceof KeyPlace.InTable;
            try {
                sink.row(place);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
