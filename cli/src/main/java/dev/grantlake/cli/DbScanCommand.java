package dev.grantlake.cli;

import dev.grantlake.base.Bytes;
import dev.grantlake.cli.args.Arguments;
import dev.grantlake.cli.args.Example;
import dev.grantlake.cli.args.Option;
import dev.grantlake.cli.args.Syntax;
import dev.grantlake.cli.args.UsageException;
import dev.grantlake.cli.command.Command;
import dev.grantlake.cli.command.CommonOptions;
import dev.grantlake.cli.command.Console;
import dev.grantlake.cli.command.ExitCode;
import dev.grantlake.cli.entries.KeyValue;
import dev.grantlake.cli.entries.KeyValueRows;
import dev.grantlake.cli.output.OutputFormat;
import dev.grantlake.cli.output.RowSink;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.kv.KeyValueReader;

import java.io.IOException;
import java.util.List;

/** {@code db scan}: keys and values in order. */
final class DbScanCommand implements Command {

    private static final Option FROM = Option.of("--from", "KEY", "begin at this key");
    private static final Option TO = Option.of("--to", "KEY", "end before this key");
    private static final Option PREFIX = Option.of("--prefix", "KEY", "only keys that start with this");
    private static final Option REVERSE = Option.flag("--reverse", "the last key first");
    private static final Option LIMIT = Option.of("--limit", "N", "print at most N entries; 0 for all (default)");

    @Override
    public Syntax syntax() {
        return new Syntax(
                "db scan",
                "list keys and values in order",
                """
                Keys are in the order of their bytes. Reads the directory as it stands and changes nothing. Without --hex,
                what is no printable text is shown as \\xNN, byte by byte.
                """,
                List.of(DbArguments.DIRECTORY),
                Syntax.options(
                        List.of(
                                CommonOptions.OUTPUT,
                                FROM,
                                TO,
                                PREFIX,
                                REVERSE,
                                LIMIT,
                                DbArguments.HEX,
                                CommonOptions.LENIENT),
                        CommonOptions.ALWAYS),
                List.of(
                        new Example("db scan notes/", "everything"),
                        new Example("db scan notes/ --prefix 2026- --reverse --limit 10", "the ten latest of a year"),
                        new Example("db scan notes/ --from 6d --hex -o csv", "for a program, safe for all bytes")));
    }

    @Override
    public ExitCode run(Arguments arguments, Console console) throws IOException {
        OutputFormat format = OutputFormat.of(arguments.value(CommonOptions.OUTPUT));
        DbArguments database = new DbArguments(arguments, console);
        KeyRange range = range(database);
        boolean reverse = arguments.has(REVERSE);
        long limit = arguments.number(LIMIT, 0);
        RowSink<KeyValue> sink = format.sink(new KeyValueRows(database.text()), console.out());
        Reading.remark(
                database.reading()
                        .entries(entries -> print(entries, range, reverse, limit == 0 ? Long.MAX_VALUE : limit, sink))
                        .leftOut(),
                console);
        sink.end("");
        return ExitCode.OK;
    }

    private static void print(
            KeyValueReader entries, KeyRange range, boolean reverse, long limit, RowSink<KeyValue> sink)
            throws IOException {
        try (Cursor cursor = entries.cursor(range)) {
            boolean more = reverse ? cursor.last() : cursor.first();
            for (long printed = 0; more && printed < limit; printed++) {
                sink.row(new KeyValue(cursor.key().copy(), cursor.value().copy()));
                more = reverse ? cursor.prev() : cursor.next();
            }
        }
    }

    private static KeyRange range(DbArguments database) {
        Bytes prefix = database.bytes(PREFIX);
        Bytes from = database.bytes(FROM);
        Bytes to = database.bytes(TO);
        if (prefix == null) {
            return new KeyRange(from, to);
        }
        if (from != null || to != null) {
            throw new UsageException(PREFIX.name() + " goes without " + FROM.name() + " and " + TO.name());
        }
        return KeyRange.prefix(prefix);
    }
}
