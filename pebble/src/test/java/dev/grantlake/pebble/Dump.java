package dev.grantlake.pebble;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.github.luben.zstd.ZstdInputStream;
import org.jspecify.annotations.Nullable;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The expected answers beside a fixture: one JSON object a line, as maps, lists and texts. */
final class Dump {

    private static final JsonFactory JSON = new JsonFactory();

    private final List<Map<String, Object>> lines = new ArrayList<>();

    private Dump() {}

    /** The dump of a {@code .c1z}, or null if there is none. */
    static @Nullable Dump beside(Path file, String suffix) {
        String base = file.getFileName().toString().replace(".c1z", suffix);
        Path plain = file.resolveSibling(base);
        Path packed = file.resolveSibling(base + ".zst");
        if (!Files.exists(plain) && !Files.exists(packed)) {
            return null;
        }
        Dump dump = new Dump();
        try (InputStream in = Files.exists(plain)
                        ? Files.newInputStream(plain)
                        : new ZstdInputStream(Files.newInputStream(packed));
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                try (JsonParser parser = JSON.createParser(line)) {
                    parser.nextToken();
                    dump.lines.add(object(parser));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return dump;
    }

    /** The lines of one sync, which is counted from 1 on. */
    Dump ofSync(int number) {
        Dump dump = new Dump();
        lines.stream()
                .filter(line -> Integer.toString(number).equals(String.valueOf(line.get("s"))))
                .forEach(dump.lines::add);
        return dump;
    }

    /** The lines of one kind. */
    List<Map<String, Object>> lines(String kind) {
        return lines.stream().filter(line -> kind.equals(line.get("kind"))).toList();
    }

    private static Map<String, Object> object(JsonParser parser) throws IOException {
        Map<String, Object> object = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            object.put(name, value(parser));
        }
        return object;
    }

    private static Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> {
                List<Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(value(parser));
                }
                yield list;
            }
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> parser.getText();
        };
    }
}
