package dev.grantlake.ops.verify;

import dev.grantlake.base.Bytes;
import dev.grantlake.records.inspect.InspectedKey;
import dev.grantlake.records.inspect.KeyInspector;
import dev.grantlake.records.inspect.Part;
import dev.grantlake.records.key.IndexFamily;
import dev.grantlake.records.key.KeyFamily;
import dev.grantlake.records.key.KeyLayout;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;

/**
 * Says in the words of the records whose access a key of the older interiors is about, as far as it tells: a grant's
 * own key has nothing but an id, its index entries tell more.
 */
final class ExternalIdText {

    private final Map<String, String> parts = new HashMap<>();

    private ExternalIdText(InspectedKey key) {
        for (Part part : key.parts()) {
            parts.put(part.name(), part.text());
        }
    }

    /** For example {@code grant g1 of member to user alice}; empty for keys of no row. */
    static String of(KeyLayout layout, Bytes key) {
        InspectedKey inspected = new KeyInspector(layout).inspect(key);
        KeyFamily family = KeyFamily.of(key);
        IndexFamily index = IndexFamily.of(key);
        if (!inspected.sound() || family == null || (family.components() < 1 && index == null)) {
            return "";
        }
        ExternalIdText text = new ExternalIdText(inspected);
        return (index == null ? family : index.rows()).label()
                + text.row()
                + text.part(" of ", "entitlement")
                + text.pair(" to ", "principal type", "principal")
                + (layout.syncIdLength() > 0 ? text.part(" in sync ", "sync") : "");
    }

    private String row() {
        String resource = pair(" ", "type", "id") + pair(" ", "child type", "child");
        return resource.isEmpty() ? part(" ", "id") : resource;
    }

    private String part(String before, String name) {
        @Nullable String text = parts.get(name);
        return text == null ? "" : before + text;
    }

    private String pair(String before, String type, String id) {
        return part(before, type).isEmpty() ? "" : part(before, type) + part(" ", id);
    }
}
