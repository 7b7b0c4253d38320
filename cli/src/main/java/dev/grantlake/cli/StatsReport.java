package dev.grantlake.cli;

import dev.grantlake.cli.json.Rfc3339;
import dev.grantlake.cli.output.Cells;
import dev.grantlake.store.StoreMetadata;
import dev.grantlake.store.SyncRun;
import dev.grantlake.store.SyncStatistics;

import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeSet;

/**
 * What {@code stats} says, as text. Written out by hand and not with the table sink: this path is started cold, and
 * every class on it costs.
 */
record StatsReport(StoreMetadata metadata, SyncRun run, SyncStatistics statistics, SyncStatistics.Source source) {

    private static final int COUNT_WIDTH = 8;

    private static final String[] BY_TYPE_TITLES = {"TYPE", "RESOURCES", "ENTITLEMENTS", "GRANTS"};

    String toTable() {
        StringBuilder text = new StringBuilder();
        line(text, "file", metadata.file() + " (" + metadata.sizeBytes() + " bytes)");
        line(text, "format", metadata.format() + ", " + metadata.interior() + encoding());
        line(text, "sync", run.id() + " (" + run.type().text() + ", " + (run.finished() ? "finished)" : "unfinished)"));
        if (run.startedAt().isPresent()) {
            line(text, "started", Rfc3339.format(run.startedAt().get()));
        }
        if (run.endedAt().isPresent()) {
            line(text, "ended", Rfc3339.format(run.endedAt().get()) + duration());
        }
        line(text, "source", describe(source));
        text.append('\n');
        total(text, "resource types", statistics.resourceTypes());
        total(text, "resources", statistics.resources());
        total(text, "entitlements", statistics.entitlements());
        total(text, "grants", statistics.grants());
        total(text, "assets", statistics.assets());
        appendByType(text);
        return text.toString();
    }

    String toCsv() {
        StringBuilder text = new StringBuilder("kind,resource_type,count\n");
        csv(text, "resource_types", statistics.resourceTypes());
        csv(text, "resources", statistics.resources());
        csv(text, "entitlements", statistics.entitlements());
        csv(text, "grants", statistics.grants());
        csv(text, "assets", statistics.assets());
        csv(text, "resources", statistics.resourcesByType());
        csv(text, "entitlements", statistics.entitlementsByResourceType());
        csv(text, "grants", statistics.grantsByResourceType());
        return text.toString();
    }

    /** A source in words. */
    static String describe(SyncStatistics.Source source) {
        return switch (source) {
            case HEADER -> "header of the file";
            case SIDECAR -> "stored with the records";
            case COUNTED -> "counted now";
        };
    }

    private String encoding() {
        return metadata.payloadEncoding().isEmpty() ? "" : ", " + metadata.payloadEncoding();
    }

    private String duration() {
        if (run.startedAt().isEmpty() || run.endedAt().isEmpty()) {
            return "";
        }
        Instant start = run.startedAt().get();
        Instant end = run.endedAt().get();
        long millis =
                (end.getEpochSecond() - start.getEpochSecond()) * 1000 + (end.getNano() - start.getNano()) / 1_000_000;
        return " (took " + (millis < 10_000 ? millis + " ms)" : millis / 1000 + " s)");
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(name).append(" ".repeat(10 - name.length()));
        text.append(Cells.oneLine(value)).append('\n');
    }

    private static void total(StringBuilder text, String name, long count) {
        String number = Long.toString(count);
        text.append(name).append(" ".repeat(Math.max(1, 26 - name.length() - number.length())));
        text.append(number).append('\n');
    }

    private void appendByType(StringBuilder text) {
        TreeSet<String> types = new TreeSet<>(statistics.resourcesByType().keySet());
        types.addAll(statistics.entitlementsByResourceType().keySet());
        types.addAll(statistics.grantsByResourceType().keySet());
        if (types.isEmpty()) {
            return;
        }
        int width = BY_TYPE_TITLES[0].length();
        for (String type : types) {
            width = Math.max(width, Math.min(40, Cells.width(Cells.oneLine(type))));
        }
        text.append('\n');
        row(text, width, BY_TYPE_TITLES);
        for (String type : types) {
            row(text, width, new String[] {
                Cells.oneLine(type),
                count(statistics.resourcesByType(), type),
                count(statistics.entitlementsByResourceType(), type),
                count(statistics.grantsByResourceType(), type)
            });
        }
    }

    private static String count(SortedMap<String, Long> counts, String type) {
        Long count = counts.get(type);
        return count == null ? "-" : count.toString();
    }

    private static void row(StringBuilder text, int width, String[] cells) {
        text.append(cells[0]).append(" ".repeat(Math.max(0, width - Cells.width(cells[0]))));
        for (int i = 1; i < cells.length; i++) {
            int column = Math.max(BY_TYPE_TITLES[i].length(), COUNT_WIDTH) + 2;
            text.append(" ".repeat(Math.max(1, column - cells[i].length()))).append(cells[i]);
        }
        text.append('\n');
    }

    private static void csv(StringBuilder text, String kind, long count) {
        text.append(kind).append(",,").append(count).append('\n');
    }

    private static void csv(StringBuilder text, String kind, SortedMap<String, Long> counts) {
        counts.forEach((type, count) -> text.append(kind)
                .append(",\"")
                .append(type.replace("\"", "\"\""))
                .append("\",")
                .append(count)
                .append('\n'));
    }
}
