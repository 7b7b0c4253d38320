package dev.grantlake.cli.output;

import dev.grantlake.cli.args.UsageException;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.OutputStream;

/** How rows are printed. */
public enum OutputFormat {
    /** Aligned columns for people; control characters are shown as escapes. */
    TABLE,
    /** One JSON object a row, one row a line. */
    JSON,
    /** RFC 4180 with a header and plain line feeds. */
    CSV;

    /** The format of this name; a table if there is none. */
    public static OutputFormat of(@Nullable String name) {
        if (name == null) {
            return TABLE;
        }
        return switch (name) {
            case "table" -> TABLE;
            case "json" -> JSON;
            case "csv" -> CSV;
            default -> throw new UsageException("--output takes table, json or csv, not \"" + name + "\"");
        };
    }

    /** A sink of this format; what it prints is in {@code out} once {@link RowSink#end} has returned. */
    public <T> RowSink<T> sink(RowFormat<T> format, OutputStream out) throws IOException {
        return switch (this) {
            case TABLE -> new TableSink<>(format, out);
            case JSON -> new JsonSink<>(format, out);
            case CSV -> new CsvSink<>(format, out);
        };
    }
}
