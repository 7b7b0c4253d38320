package dev.grantlake.c1z.inspect;

import dev.grantlake.c1z.C1zKind;
import dev.grantlake.c1z.EnvelopeHead;
import dev.grantlake.c1z.FrameEntry;
import dev.grantlake.c1z.FrameTable;
import dev.grantlake.c1z.PayloadFile;
import dev.grantlake.c1z.SqliteHeader;
import dev.grantlake.c1z.V1Head;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** An {@link EnvelopeReport} as lines for people. */
final class EnvelopeText {

    private static final int SHA256_SHOWN = 16;

    private final EnvelopeReport report;
    private final List<String> lines = new ArrayList<>();

    EnvelopeText(EnvelopeReport report) {
        this.report = report;
    }

    List<String> lines() {
        add("size", report.size() + " bytes");
        add("kind", kind(report.kind()));
        report.head().ifPresent(this::addHead);
        report.v1().ifPresent(this::addV1);
        report.frameTable().ifPresent(this::addTable);
        if (report.frameTable().isEmpty() && !report.files().isEmpty()) {
            addFiles();
        }
        report.gaps().forEach(gap -> add("gap", gap.length() + " bytes at " + gap.offset() + " belong to nothing"));
        report.notes().forEach(note -> add("note", note));
        report.faults().forEach(fault -> add("fault", fault));
        return lines;
    }

    private static String kind(C1zKind kind) {
        return switch (kind) {
            case V1 -> "v1 (C1ZF): a SQLite database in a zstd stream";
            case V3 -> "v3 (C1Z3)";
            case EMPTY -> "an empty file";
            case TOO_SHORT -> "too short for a magic";
            case UNKNOWN -> "not a c1z";
        };
    }

    private void addHead(EnvelopeHead head) {
        add("manifest", head.manifestLength() + " bytes at " + EnvelopeHead.PREFIX_LENGTH);
        add("engine", head.engine() + ", schema version " + head.engineSchemaVersion());
        add("payload", encoding(head.payloadEncoding()) + " at " + head.payloadOffset());
    }

    private void addV1(V1Head head) {
        add(
                "zstd stream",
                "at " + C1zKind.MAGIC_LENGTH + ", window " + head.windowBytes() + " bytes, "
                        + (head.declaredBytes().isPresent()
                                ? "declares " + head.declaredBytes().getAsLong() + " bytes"
                                : "declares no size")
                        + (head.checksum() ? ", checksum" : ", no checksum"));
        SqliteHeader database = head.database();
        add(
                "database",
                (database.pages().isPresent() ? database.pages().getAsLong() + " pages" : "pages") + " of "
                        + database.pageSize() + " bytes, written by SQLite " + database.library());
        add("journal", journal(database.writeVersion()));
    }

    private static String journal(int version) {
        return switch (version) {
            case 1 -> "rollback";
            case 2 -> "write-ahead log, which is not in the file and not needed";
            default -> "version " + version;
        };
    }

    private static String encoding(int code) {
        return switch (code) {
            case 1 -> "tar in zstd";
            case 2 -> "tar";
            case 5 -> "indexed zstd";
            default -> "encoding " + code;
        };
    }

    private void addTable(FrameTable table) {
        long rawSize = 0;
        long compressedSize = 0;
        for (FrameEntry entry : table.entries()) {
            rawSize += entry.rawSize();
            compressedSize += entry.compressedSize();
        }
        add("index", table.indexLength() + " bytes at " + table.indexOffset() + ", xxh64 " + hex(table.indexXxh64()));
        add("footer", FrameTable.FOOTER_LENGTH + " bytes at " + (table.indexOffset() + table.indexLength()));
        add("manifest hash", table.manifestXxh64() == 0 ? "not recorded" : "xxh64 " + hex(table.manifestXxh64()));
        add(
                "frames",
                table.entries().size() + ", " + compressedSize + " bytes for " + rawSize + ", ratio "
                        + ratio(rawSize, compressedSize));
        lines.add("");
        lines.add(String.format(
                Locale.ROOT,
                "%12s %12s %12s %6s  %-16s  %-16s  %s",
                "offset",
                "compressed",
                "raw",
                "ratio",
                "xxh64",
                "sha256",
                "name"));
        for (FrameEntry entry : table.entries()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%12d %12d %12d %6s  %s  %s  %s",
                    entry.offset(),
                    entry.compressedSize(),
                    entry.rawSize(),
                    ratio(entry.rawSize(), entry.compressedSize()),
                    hex(entry.rawXxh64()),
                    entry.rawSha256().toHex().substring(0, SHA256_SHOWN),
                    Printable.of(entry.name())));
        }
        lines.add("");
    }

    private void addFiles() {
        add("files", Integer.toString(report.files().size()));
        lines.add("");
        lines.add(String.format(Locale.ROOT, "%12s %12s  %s", "offset", "size", "name"));
        for (PayloadFile file : report.files()) {
            lines.add(
                    String.format(Locale.ROOT, "%12d %12d  %s", file.offset(), file.size(), Printable.of(file.name())));
        }
        lines.add("");
    }

    private void add(String what, String text) {
        lines.add(String.format(Locale.ROOT, "%-14s %s", what, Printable.of(text)));
    }

    private static String ratio(long rawSize, long compressedSize) {
        return compressedSize == 0 ? "-" : String.format(Locale.ROOT, "%.2f", (double) rawSize / compressedSize);
    }

    private static String hex(long hash) {
        return HexFormat.of().toHexDigits(hash);
    }
}
