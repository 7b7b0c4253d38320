package dev.grantlake.cli;

import dev.grantlake.cli.args.Arguments;
import dev.grantlake.cli.command.CommonOptions;
import dev.grantlake.cli.command.Console;
import dev.grantlake.cli.output.OutputFormat;
import dev.grantlake.cli.output.RowFormat;
import dev.grantlake.cli.output.RowSink;
import dev.grantlake.store.Listing;
import dev.grantlake.store.Page;
import dev.grantlake.store.PageRequest;

import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.Function;

/** Prints a listing as the options of {@link CommonOptions#LISTING} ask: in which format, how many rows, from where. */
final class RowPrinter {

    /** Records read at a time where all of a listing is printed. */
    private static final int PAGE_SIZE = 1000;

    private final Arguments arguments;
    private final Console console;
    private final OutputFormat format;

    RowPrinter(Arguments arguments, Console console) {
        this.arguments = arguments;
        this.console = console;
        this.format = OutputFormat.of(arguments.value(CommonOptions.OUTPUT));
    }

    /** Prints the rows that are asked for. */
    <T> void print(Listing<T> listing, RowFormat<T> rows) throws IOException {
        print(listing, rows, () -> {});
    }

    /**
     * Prints the rows that are asked for.
     *
     * @param whenEmpty called where there are none; may fail and say why
     */
    <T> void print(Listing<T> listing, RowFormat<T> rows, Runnable whenEmpty) throws IOException {
        if (print(listing, record -> record, rows, record -> {}) == 0) {
            whenEmpty.run();
            remarkEmpty();
        }
    }

    /** Says to people that an answer has no rows; programs see it. */
    void remarkEmpty() throws IOException {
        if (format == OutputFormat.TABLE) {
            console.remark("nothing found");
        }
    }

    /**
     * Prints a row for each of the records that are asked for.
     *
     * @param toRow makes a row of a record
     * @param witness sees every record that is printed
     * @return how many rows there were
     */
    <T, R> long print(Listing<T> listing, Function<T, R> toRow, RowFormat<R> rows, Consumer<T> witness)
            throws IOException {
        RowSink<R> sink = format.sink(rows, console.out());
        long limit = arguments.number(CommonOptions.LIMIT, 0);
        long left = limit == 0 ? Long.MAX_VALUE : limit;
        String given = arguments.value(CommonOptions.PAGE_TOKEN);
        String token = given == null ? "" : given;
        do {
            Page<T> page = listing.page(new PageRequest((int) Math.min(left, PAGE_SIZE), token));
            for (T record : page.records()) {
                sink.row(toRow.apply(record));
                witness.accept(record);
            }
            left -= page.records().size();
            token = page.nextToken();
        } while (left > 0 && !token.isEmpty());
        end(sink, token);
        return (limit == 0 ? Long.MAX_VALUE : limit) - left;
    }

    /** Ends the rows, and says how to go on where there are more. */
    <R> void end(RowSink<R> sink, String nextToken) throws IOException {
        sink.end(nextToken);
        if (!nextToken.isEmpty() && format != OutputFormat.JSON) {
            console.remark("there may be more: go on with --page-token " + nextToken);
        }
    }

    /** A sink for rows that do not come from a listing. */
    <R> RowSink<R> sink(RowFormat<R> rows) throws IOException {
        return format.sink(rows, console.out());
    }
}
