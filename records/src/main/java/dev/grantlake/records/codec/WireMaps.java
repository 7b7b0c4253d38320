package dev.grantlake.records.codec;

import dev.grantlake.base.Bytes;
import dev.grantlake.records.row.Utf8;
import dev.grantlake.records.row.WireMessage;
import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** Map fields with text keys. Of two entries with one key the later one counts, as for every protobuf reader. */
final class WireMaps {

    private static final int KEY = 1;
    private static final int VALUE = 2;

    private WireMaps() {}

    /** The entries of a map from text to a message in byte order of the keys; null for an entry without a value. */
    static Map<String, @Nullable WireMessage> sorted(WireMessage message, int field) {
        // Sorted as bytes: the order of strings differs for supplementary characters.
        Map<Bytes, WireMessage> entries = new TreeMap<>();
        for (WireMessage entry : message.messages(field)) {
            entries.put(entry.bytes(KEY), entry);
        }
        Map<String, @Nullable WireMessage> sorted = new LinkedHashMap<>();
        entries.forEach((key, entry) -> sorted.put(Utf8.decode(key, entry.origin()), entry.message(VALUE)));
        return sorted;
    }

    /** The entries of a map from text to an integer. */
    static Map<String, Long> integers(WireMessage message, int field) {
        Map<String, Long> integers = new LinkedHashMap<>();
        for (WireMessage entry : message.messages(field)) {
            integers.put(entry.text(KEY), entry.integer(VALUE));
        }
        return integers;
    }
}
