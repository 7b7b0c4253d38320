package dev.grantlake.cli.inspect;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.grantlake.c1z.EnvelopeHead;
import dev.grantlake.c1z.FrameEntry;
import dev.grantlake.c1z.FrameTable;
import dev.grantlake.c1z.PayloadFile;
import dev.grantlake.c1z.SqliteHeader;
import dev.grantlake.c1z.V1Head;
import dev.grantlake.c1z.inspect.EnvelopeReport;

import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** A report about an envelope as one JSON object; what could not be read is absent. */
public final class EnvelopeJson {

    private EnvelopeJson() {}

    public static void write(EnvelopeReport report, JsonGenerator out) throws IOException {
        out.writeStartObject();
        if (report.v1().isPresent()) {
            writeDatabase(report.v1().get(), out);
        }
        if (report.head().isPresent()) {
            out.writeStringField("engine", report.head().get().engine());
        }
        writeTexts("faults", report.faults(), out);
        out.writeStringField("file", report.file());
        writeFiles(report, out);
        out.writeArrayFieldStart("gaps");
        for (EnvelopeReport.Gap gap : report.gaps()) {
            out.writeStartObject();
            out.writeNumberField("length", gap.length());
            out.writeNumberField("offset", gap.offset());
            out.writeEndObject();
        }
        out.writeEndArray();
        if (report.frameTable().isPresent()) {
            FrameTable table = report.frameTable().get();
            out.writeObjectFieldStart("index");
            out.writeNumberField("length", table.indexLength());
            out.writeStringField("manifest_xxh64", HexFormat.of().toHexDigits(table.manifestXxh64()));
            out.writeNumberField("offset", table.indexOffset());
            out.writeStringField("xxh64", HexFormat.of().toHexDigits(table.indexXxh64()));
            out.writeEndObject();
        }
        out.writeStringField("kind", report.kind().name().toLowerCase(Locale.ROOT));
        if (report.head().isPresent()) {
            EnvelopeHead head = report.head().get();
            out.writeNumberField("manifest_length", head.manifestLength());
            writeTexts("notes", report.notes(), out);
            out.writeNumberField("payload_encoding", head.payloadEncoding());
            out.writeNumberField("payload_offset", head.payloadOffset());
        } else {
            writeTexts("notes", report.notes(), out);
        }
        out.writeNumberField("size", report.size());
        out.writeEndObject();
    }

    private static void writeDatabase(V1Head head, JsonGenerator out) throws IOException {
        SqliteHeader database = head.database();
        out.writeObjectFieldStart("database");
        out.writeBooleanField("checksum", head.checksum());
        if (head.declaredBytes().isPresent()) {
            out.writeNumberField("declared", head.declaredBytes().getAsLong());
        }
        out.writeNumberField("page_size", database.pageSize());
        if (database.pages().isPresent()) {
            out.writeNumberField("pages", database.pages().getAsLong());
        }
        out.writeNumberField("read_version", database.readVersion());
        out.writeStringField("sqlite", database.library());
        out.writeNumberField("window", head.windowBytes());
        out.writeNumberField("write_version", database.writeVersion());
        out.writeEndObject();
    }

    /** The frames of an indexed payload, else the files of an archive. */
    private static void writeFiles(EnvelopeReport report, JsonGenerator out) throws IOException {
        if (report.frameTable().isPresent()) {
            out.writeArrayFieldStart("frames");
            for (FrameEntry entry : report.frameTable().get().entries()) {
                out.writeStartObject();
                out.writeNumberField("compressed", entry.compressedSize());
                out.writeStringField("name", entry.name());
                out.writeNumberField("offset", entry.offset());
                out.writeNumberField("raw", entry.rawSize());
                out.writeStringField("sha256", entry.rawSha256().toHex());
                out.writeStringField("xxh64", HexFormat.of().toHexDigits(entry.rawXxh64()));
                out.writeEndObject();
            }
            out.writeEndArray();
            return;
        }
        out.writeArrayFieldStart("files");
        for (PayloadFile file : report.files()) {
            out.writeStartObject();
            out.writeStringField("name", file.name());
            out.writeNumberField("offset", file.offset());
            out.writeNumberField("size", file.size());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static void writeTexts(String name, List<String> texts, JsonGenerator out) throws IOException {
        out.writeArrayFieldStart(name);
        for (String text : texts) {
            out.writeString(text);
        }
        out.writeEndArray();
    }
}
