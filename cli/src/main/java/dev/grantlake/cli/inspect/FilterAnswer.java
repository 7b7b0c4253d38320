package dev.grantlake.cli.inspect;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.grantlake.base.Bytes;
import dev.grantlake.lsm.inspect.FilterReport;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What the view of a filter says.
 *
 * @param report the filter, or null if the table has none of a policy that is known
 * @param key the user key that was asked for, or null
 * @param coverage how the filter fits its table, if that was asked for and there is one, or null
 */
public record FilterAnswer(
        @Nullable FilterReport report, @Nullable Bytes key, FilterReport.@Nullable Coverage coverage) {

    /** Whether the filter hides keys that are there. */
    public boolean faulty() {
        return coverage != null && coverage.ruledOut() > 0;
    }

    /** The answer as text. */
    public List<String> text() {
        if (report == null) {
            return List.of("no filter, or none of a policy that is known: every key may be in the table");
        }
        List<String> lines = new ArrayList<>(report.text());
        if (key != null) {
            lines.add(
                    "key " + key.toHex() + (report.mayContain(key) ? " may be in the table" : " is not in the table"));
        }
        if (coverage != null) {
            lines.add(coverage.points() + " points, " + coverage.ruledOut() + " of them wrongly ruled out");
            if (coverage.firstRuledOut() != null) {
                lines.add("the first: " + coverage.firstRuledOut().toHex());
            }
        }
        return lines;
    }

    /** The answer as one JSON object; keys of the table are hexadecimal. */
    public void write(JsonGenerator out) throws IOException {
        out.writeStartObject();
        if (report != null) {
            out.writeNumberField("bits", report.bits());
            out.writeNumberField("bits_set", report.bitsSet());
        }
        if (coverage != null) {
            out.writeObjectFieldStart("coverage");
            if (coverage.firstRuledOut() != null) {
                out.writeStringField("first_ruled_out", coverage.firstRuledOut().toHex());
            }
            out.writeNumberField("points", coverage.points());
            out.writeNumberField("ruled_out", coverage.ruledOut());
            out.writeEndObject();
        }
        if (report != null) {
            out.writeNumberField("false_positive_rate", report.falsePositiveRate());
        }
        if (key != null) {
            out.writeObjectFieldStart("key");
            out.writeStringField("bytes", key.toHex());
            out.writeBooleanField("may_be_in_table", report == null || report.mayContain(key));
            out.writeEndObject();
        }
        if (report != null) {
            out.writeNumberField("length", report.blockLength());
            out.writeNumberField("lines", report.lines());
            out.writeNumberField("offset", report.blockOffset());
        }
        out.writeBooleanField("present", report != null);
        if (report != null) {
            out.writeNumberField("probes", report.probes());
        }
        out.writeEndObject();
    }
}
