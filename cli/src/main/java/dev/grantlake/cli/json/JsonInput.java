package dev.grantlake.cli.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Reads one JSON value of known form, token by token. Whatever does not have that form is a {@link StorageException} of
 * kind {@code CORRUPT} that names the place in the value, what was expected and what was found. Nesting, names and
 * numbers are bounded. Belongs to one thread.
 *
 * <p>Readers are called with the first token of their value present, and leave its last one.
 */
public final class JsonInput implements AutoCloseable {

    private static final int NESTING_MAX = 200;
    private static final int NAME_LENGTH_MAX = 1 << 20;
    private static final int SHOWN_MAX = 40;

    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(NESTING_MAX)
                    .maxNameLength(NAME_LENGTH_MAX)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final JsonParser parser;
    private final Location where;

    private JsonInput(JsonParser parser, Location where) {
        this.parser = parser;
        this.where = where;
    }

    /**
     * Input from the first {@code length} bytes of {@code line}; its first token is present. Bounding the length is up
     * to the caller.
     *
     * @param where where the value lies, for errors
     */
    public static JsonInput of(byte[] line, int length, Location where) {
        try {
            JsonInput in = new JsonInput(FACTORY.createParser(line, 0, length), where);
            in.advance();
            return in;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Hands the name of each field to {@code reader}, which reads the value or lets it be skipped. */
    public void eachField(Consumer<String> reader) {
        require(JsonToken.START_OBJECT, "an object");
        while (advance() == JsonToken.FIELD_NAME) {
            field(reader);
        }
        require(JsonToken.END_OBJECT, "the end of the object");
    }

    /** The name of the first field of an object, or null for an empty one; the name is the present token. */
    public @Nullable String firstName() {
        require(JsonToken.START_OBJECT, "an object");
        return nextName();
    }

    /** The name of the next field, or null at the end of the object; the name is the present token. */
    public @Nullable String nextName() {
        return advance() == JsonToken.FIELD_NAME ? name() : null;
    }

    /** Goes from a name to the first token of its value. */
    public void toValue() {
        advance();
    }

    private void field(Consumer<String> reader) {
        String name = name();
        JsonToken first = advance();
        reader.accept(name);
        if (parser.currentToken() == first && first.isStructStart()) {
            skip();
        }
    }

    /** Calls {@code reader} at the first token of each element. */
    public void eachElement(Runnable reader) {
        require(JsonToken.START_ARRAY, "an array");
        while (advance() != JsonToken.END_ARRAY) {
            reader.run();
        }
    }

    /** Passes over the present value. */
    public void skip() {
        try {
            parser.skipChildren();
        } catch (IOException e) {
            throw broken(e);
        }
    }

    public boolean isNull() {
        return parser.currentToken() == JsonToken.VALUE_NULL;
    }

    JsonToken token() {
        JsonToken token = parser.currentToken();
        if (token == null) {
            throw mismatch("a value");
        }
        return token;
    }

    /** A text; half of a surrogate pair by itself, which UTF-8 has no form for, is refused. */
    public String text() {
        require(JsonToken.VALUE_STRING, "a text");
        return wellFormed(rawText());
    }

    public boolean flag() {
        JsonToken token = parser.currentToken();
        if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
            throw mismatch("true or false");
        }
        return token == JsonToken.VALUE_TRUE;
    }

    /** A whole number, as such or, as proto3 JSON has the large ones, as a text. */
    public long number() {
        try {
            return parser.currentToken() == JsonToken.VALUE_STRING
                    ? Long.parseLong(rawText())
                    : requireToken(JsonToken.VALUE_NUMBER_INT, "a whole number of 64 bits")
                            .getLongValue();
        } catch (NumberFormatException | IOException e) {
            throw mismatch("a whole number of 64 bits");
        }
    }

    /** A number, or the text of one that JSON has no form for. Of its text, since a minus in front of zero counts. */
    double decimal() {
        return parsed(Double::parseDouble);
    }

    /** As {@link #decimal}, rounded once. */
    float shortDecimal() {
        return parsed(Float::parseFloat);
    }

    private <N> N parsed(Function<String, N> reader) {
        if (parser.currentToken() != JsonToken.VALUE_STRING && !token().isNumeric()) {
            throw mismatch("a number");
        }
        try {
            return reader.apply(rawText());
        } catch (NumberFormatException e) {
            throw mismatch("a number");
        }
    }

    /** A time in RFC 3339. */
    public Instant time() {
        String text = text();
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw mismatch("a time in RFC 3339");
        }
    }

    /** Bytes in base64 with padding. */
    public byte[] base64() {
        String text = text();
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw mismatch("bytes in base64");
        }
    }

    /** Refuses anything behind the value that was read. */
    public void end() {
        if (advanceOrNull() != null) {
            throw mismatch("the end of the line");
        }
    }

    /** Gives back buffers, if the value was not read to its {@link #end}. */
    @Override
    public void close() {
        try {
            parser.close();
        } catch (IOException e) {
            throw broken(e);
        }
    }

    /** The error that {@code expected} is not what is there. */
    public StorageException mismatch(String expected) {
        String pointer = parser.getParsingContext().pathAsPointer().toString();
        String place = pointer.isEmpty() ? "" : " at " + shortened(pointer);
        return StorageException.corrupt(where, expected + place, found());
    }

    /** The error that {@code found} was read where {@code expected} should be. */
    public StorageException contradiction(String expected, String found) {
        return StorageException.corrupt(where, expected, shortened(found));
    }

    private String found() {
        JsonToken token = parser.currentToken();
        if (token == null) {
            return "the end of the line";
        }
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case END_OBJECT -> "the end of the object";
            case END_ARRAY -> "the end of the array";
            case FIELD_NAME -> "the name \"" + shortened(name()) + "\"";
            case VALUE_STRING -> "\"" + shortened(rawText()) + "\"";
            default -> shortened(rawText());
        };
    }

    private static String shortened(String text) {
        return text.length() <= SHOWN_MAX ? text : text.substring(0, SHOWN_MAX) + "…";
    }

    private String wellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (i + 1 == text.length() || !Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
                    throw mismatch("a text that UTF-8 has a form for");
                }
                i++;
            }
        }
        return text;
    }

    private void require(JsonToken token, String expected) {
        if (parser.currentToken() != token) {
            throw mismatch(expected);
        }
    }

    private JsonParser requireToken(JsonToken token, String expected) {
        require(token, expected);
        return parser;
    }

    private String name() {
        try {
            return wellFormed(parser.currentName());
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private String rawText() {
        try {
            return parser.getText();
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private JsonToken advance() {
        JsonToken token = advanceOrNull();
        if (token == null) {
            throw mismatch("more of the value");
        }
        return token;
    }

    private @Nullable JsonToken advanceOrNull() {
        try {
            return parser.nextToken();
        } catch (IOException e) {
            throw broken(e);
        }
    }

    /** What the parser says of bytes that are no JSON, or too deep, with the column. */
    private StorageException broken(IOException e) {
        String message = e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
        long column = parser.currentLocation().getColumnNr();
        return StorageException.corrupt(where, "JSON", shortenedMessage(message) + " at column " + column);
    }

    private static String shortenedMessage(@Nullable String message) {
        String text = String.valueOf(message);
        return text.length() <= 160 ? text : text.substring(0, 160) + "…";
    }
}
