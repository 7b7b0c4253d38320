package dev.grantlake.cli.output;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;

/** CSV with a header. */
final class CsvSink<T> implements RowSink<T> {

    private final RowFormat<T> format;
    private final CsvWriter writer;

    CsvSink(RowFormat<T> format, OutputStream out) {
        this.format = format;
        this.writer = CsvWriter.builder()
                .lineDelimiter(LineDelimiter.LF)
                .build(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        writer.writeRecord(format.csvTitles());
    }

    @Override
    public void row(T row) {
        writer.writeRecord(format.csvCells(row));
    }

    @Override
    public void end(String nextToken) throws IOException {
        writer.flush();
    }
}
