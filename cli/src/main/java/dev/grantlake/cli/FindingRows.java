package dev.grantlake.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.grantlake.base.Location;
import dev.grantlake.cli.output.RowFormat;
import dev.grantlake.ops.verify.Finding;

import java.io.IOException;
import java.util.List;

/** A finding of a check as a row. */
final class FindingRows implements RowFormat<Finding> {

    private final String checked;

    /**
     * Rows of the findings about one file or directory.
     *
     * @param checked its name; where a table says in which file, it is left out
     */
    FindingRows(String checked) {
        this.checked = checked;
    }

    @Override
    public List<String> titles() {
        return List.of("severity", "code", "where", "message", "access");
    }

    @Override
    public List<String> cells(Finding finding) {
        String key = finding.firstKey();
        return List.of(
                finding.severity().label(),
                finding.code().text(),
                place(finding),
                finding.message() + (key.isEmpty() ? "" : " [" + key + range(finding) + "]"),
                finding.access());
    }

    private String place(Finding finding) {
        String file = finding.file().equals(checked) ? "" : finding.file();
        if (file.startsWith(checked + "/")) {
            file = file.substring(checked.length() + 1);
        }
        if (hasOffset(finding)) {
            return file.isEmpty() ? "at " + finding.offset() : file + " at " + finding.offset();
        }
        return file;
    }

    private static String range(Finding finding) {
        return finding.endKey().isEmpty() ? "" : " to " + finding.endKey();
    }

    @Override
    public List<String> csvTitles() {
        return List.of("severity", "code", "layer", "file", "offset", "first_key", "end_key", "message", "access");
    }

    @Override
    public List<String> csvCells(Finding finding) {
        return List.of(
                finding.severity().label(),
                finding.code().text(),
                finding.code().layer().label(),
                finding.file(),
                hasOffset(finding) ? Long.toString(finding.offset()) : "",
                finding.firstKey(),
                finding.endKey(),
                finding.message(),
                finding.access());
    }

    @Override
    public void writeJson(Finding finding, JsonGenerator out) throws IOException {
        out.writeStartObject();
        writeUnlessEmpty("access", finding.access(), out);
        out.writeStringField("code", finding.code().text());
        writeUnlessEmpty("end_key", finding.endKey(), out);
        out.writeStringField("file", finding.file());
        writeUnlessEmpty("first_key", finding.firstKey(), out);
        out.writeStringField("layer", finding.code().layer().label());
        out.writeStringField("message", finding.message());
        if (hasOffset(finding)) {
            out.writeNumberField("offset", finding.offset());
        }
        out.writeStringField("severity", finding.severity().label());
        out.writeEndObject();
    }

    private static void writeUnlessEmpty(String name, String text, JsonGenerator out) throws IOException {
        if (!text.isEmpty()) {
            out.writeStringField(name, text);
        }
    }

    private static boolean hasOffset(Finding finding) {
        return finding.offset() != Location.UNKNOWN_OFFSET;
    }
}
