package dev.grantlake.lance.command;

import dev.grantlake.base.Bytes;
import dev.grantlake.cli.args.Arguments;
import dev.grantlake.cli.args.Option;
import dev.grantlake.cli.command.CommonOptions;
import dev.grantlake.cli.command.Console;
import dev.grantlake.cli.command.ExitCode;
import dev.grantlake.cli.entries.KeyText;
import dev.grantlake.cli.entries.KeyValue;
import dev.grantlake.cli.entries.KeyValueRows;
import dev.grantlake.cli.output.OutputFormat;
import dev.grantlake.cli.output.RowSink;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lake.LakeReader;

import java.io.IOException;
import java.util.List;

/** Prints what a state of a lake has, as the arguments ask: one value, or entries in order. */
final class ShownEntries {

    /** The options of {@link #list}. */
    static final List<Option> LISTING = List.of(
            CommonOptions.OUTPUT,
            LakeArguments.FROM,
            LakeArguments.TO,
            LakeArguments.PREFIX,
            LakeArguments.REVERSE,
            LakeArguments.LIMIT,
            LakeArguments.HEX);

    private final LakeArguments given;
    private final Console console;
    private final KeyRange range;
    private final boolean reverse;
    private final long limit;
    private final OutputFormat format;

    /** Finds faults of the arguments before anything is opened. */
    ShownEntries(Arguments arguments, Console console) {
        this.given = new LakeArguments(arguments);
        this.console = console;
        this.range = given.range();
        this.reverse = arguments.has(LakeArguments.REVERSE);
        this.limit = arguments.number(LakeArguments.LIMIT, 0);
        this.format = OutputFormat.of(arguments.value(CommonOptions.OUTPUT));
    }

    /** Prints the bytes of a value and a line end; without one it says so. */
    ExitCode value(LakeReader reader, Bytes key) throws IOException {
        Bytes value = reader.get(key);
        if (value == null) {
            console.remark("no key " + given.text().show(key) + " in " + given.directory());
            return ExitCode.FINDINGS;
        }
        Bytes shown = given.text() == KeyText.HEX ? Bytes.utf8(value.toHex()) : value;
        console.out().write(shown.array(), shown.offset(), shown.length());
        console.out().write('\n');
        return ExitCode.OK;
    }

    /** Prints the entries that the options ask for. */
    ExitCode list(LakeReader reader) throws IOException {
        RowSink<KeyValue> sink = format.sink(new KeyValueRows(given.text()), console.out());
        if (!range.isEmpty()) {
            try (Cursor cursor = reader.cursor(range)) {
                boolean more = reverse ? cursor.last() : cursor.first();
                for (long printed = 0; more && (limit == 0 || printed < limit); printed++) {
                    sink.row(new KeyValue(cursor.key().copy(), cursor.value().copy()));
                    more = reverse ? cursor.prev() : cursor.next();
                }
            }
        }
        sink.end("");
        return ExitCode.OK;
    }
}
