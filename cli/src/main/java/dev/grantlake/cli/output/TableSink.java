package dev.grantlake.cli.output;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Aligned columns. The first rows decide how wide the columns are and are held back until then; a later cell that is
 * wider pushes its own row only. Nothing is ever cut off: ids are there to be copied.
 */
final class TableSink<T> implements RowSink<T> {

    /** Rows that decide the widths. */
    private static final int SAMPLE_ROWS = 500;

    /** A column is not made wider than this for the sake of a few long cells. */
    private static final int ALIGNED_WIDTH_MAX = 56;

    private static final String GAP = "  ";

    private final RowFormat<T> format;
    private final OutputStream out;
    private final List<List<String>> sample = new ArrayList<>();
    private int[] widths = new int[0];
    private boolean[] numeric = new boolean[0];

    TableSink(RowFormat<T> format, OutputStream out) {
        this.format = format;
        this.out = out;
    }

    @Override
    public void row(T row) throws IOException {
        List<String> cells = new ArrayList<>();
        for (String cell : format.cells(row)) {
            cells.add(Cells.oneLine(cell));
        }
        if (widths.length > 0) {
            print(cells);
            return;
        }
        sample.add(cells);
        if (sample.size() == SAMPLE_ROWS) {
            printSample();
        }
    }

    @Override
    public void end(String nextToken) throws IOException {
        if (widths.length == 0 && !sample.isEmpty()) {
            printSample();
        }
    }

    private void printSample() throws IOException {
        List<String> titles = new ArrayList<>();
        for (String title : format.titles()) {
            titles.add(title.replace('_', ' ').toUpperCase(Locale.ROOT));
        }
        widths = new int[titles.size()];
        numeric = new boolean[titles.size()];
        for (int column = 0; column < widths.length; column++) {
            widths[column] = titles.get(column).length();
            numeric[column] = true;
            for (List<String> row : sample) {
                int width = Cells.width(row.get(column));
                widths[column] = Math.max(widths[column], Math.min(width, ALIGNED_WIDTH_MAX));
                numeric[column] &= isNumber(row.get(column));
            }
        }
        print(titles);
        for (List<String> row : sample) {
            print(row);
        }
        sample.clear();
    }

    private static boolean isNumber(String cell) {
        for (int i = 0; i < cell.length(); i++) {
            if (cell.charAt(i) < '0' || cell.charAt(i) > '9') {
                return false;
            }
        }
        return !cell.isEmpty();
    }

    private void print(List<String> cells) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < cells.size(); column++) {
            String cell = cells.get(column);
            int missing = Math.max(0, widths[column] - Cells.width(cell));
            if (column > 0) {
                line.append(GAP);
            }
            if (numeric[column]) {
                line.append(" ".repeat(missing)).append(cell);
            } else {
                line.append(cell).append(" ".repeat(missing));
            }
        }
        int end = line.length();
        while (end > 0 && line.charAt(end - 1) == ' ') {
            end--;
        }
        line.setLength(end);
        out.write(line.append('\n').toString().getBytes(StandardCharsets.UTF_8));
    }
}
