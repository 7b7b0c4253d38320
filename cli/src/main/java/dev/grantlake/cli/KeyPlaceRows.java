package dev.grantlake.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.grantlake.base.Bytes;
import dev.grantlake.cli.output.RowFormat;
import dev.grantlake.lsm.inspect.KeyPlace;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Places of a key as rows; keys and values in hexadecimal. What a place does not have is empty, or absent in JSON. */
final class KeyPlaceRows implements RowFormat<KeyPlace> {

    private static final String CONTENT = "content";

    private static final List<String> TITLES = List.of("place", "file", "level", "offset", "sequence", "kind", CONTENT);

    @Override
    public List<String> titles() {
        return TITLES;
    }

    @Override
    public List<String> cells(KeyPlace place) {
        SortedMap<String, Object> facts = facts(place);
        facts.put(CONTENT, content(facts));
        List<String> cells = new ArrayList<>();
        for (String title : TITLES) {
            cells.add(String.valueOf(facts.getOrDefault(title, "")));
        }
        return cells;
    }

    @Override
    public void writeJson(KeyPlace place, JsonGenerator out) throws IOException {
        out.writeStartObject();
        for (Map.Entry<String, Object> fact : facts(place).entrySet()) {
            out.writeObjectField(fact.getKey(), fact.getValue());
        }
        out.writeEndObject();
    }

    private static Object content(Map<String, Object> facts) {
        if (facts.containsKey("start")) {
            return "[" + facts.get("start") + ", " + facts.get("end") + ")";
        }
        return facts.getOrDefault("bounds", facts.getOrDefault("value", ""));
    }

    private static SortedMap<String, Object> facts(KeyPlace place) {
        SortedMap<String, Object> facts = new TreeMap<>();
        facts.put("file", place.file());
        if (place instanceof KeyPlace.InLog log) {
            facts.put("place", log.live() ? "log" : "obsolete log");
            operation(facts, log.offset(), log.sequence(), log.kind().name());
            facts.put("value", log.value().toHex());
        } else if (place instanceof KeyPlace.RangeInLog range) {
            facts.put("place", range.live() ? "log range" : "obsolete log range");
            operation(facts, range.offset(), range.sequence(), range.kind().name());
            range(facts, range.start(), range.end());
        } else if (place instanceof KeyPlace.InTable table) {
            facts.put("place", table.level() == KeyPlace.INGESTED ? "ingested table" : "table");
            table(facts, table.table(), table.level());
            operation(facts, table.blockOffset(), table.sequence(), table.kind().name());
            facts.put("value", table.value().toHex());
        } else if (place instanceof KeyPlace.RangeInTable range) {
            facts.put("place", range.level() == KeyPlace.INGESTED ? "ingested table range" : "table range");
            table(facts, range.table(), range.level());
            facts.put("sequence", range.sequence());
            facts.put("kind", range.kind().name());
            range(facts, range.start(), range.end());
        } else if (place instanceof KeyPlace.InBounds bounds) {
            facts.put("place", "bounds");
            table(facts, bounds.table(), bounds.level());
            facts.put("bounds", bounds.bounds().toString());
        }
        return facts;
    }

    private static void operation(Map<String, Object> facts, long offset, long sequence, String kind) {
        facts.put("offset", offset);
        facts.put("sequence", sequence);
        facts.put("kind", kind);
    }

    private static void table(Map<String, Object> facts, long table, int level) {
        facts.put("table", table);
        if (level != KeyPlace.INGESTED) {
            facts.put("level", level);
        }
    }

    private static void range(Map<String, Object> facts, Bytes start, Bytes end) {
        facts.put("start", start.toHex());
        facts.put("end", end.toHex());
    }
}
