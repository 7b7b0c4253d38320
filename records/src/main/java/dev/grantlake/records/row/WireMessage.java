package dev.grantlake.records.row;

import dev.grantlake.base.Bytes;
import org.jspecify.annotations.Nullable;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One encoded protobuf message, read where it lies: each question walks the top level of the message and decodes the
 * one field it asks for. Immutable.
 *
 * <p>Follows protobuf's rules for readers: fields in any order; of a scalar that occurs twice the last one counts;
 * occurrences of a singular message are merged, which is what reading their concatenation does. A known field of
 * another wire type and a string that is not UTF-8 are errors.
 */
public final class WireMessage {

    private static final int TIMESTAMP_SECONDS = 1;
    private static final int TIMESTAMP_NANOS = 2;

    private final Bytes encoded;
    private final Origin origin;

    /** The message with this encoding; {@code origin} names it in errors. */
    public WireMessage(Bytes encoded, Origin origin) {
        this.encoded = encoded;
        this.origin = origin;
    }

    public Bytes encoded() {
        return encoded;
    }

    public Origin origin() {
        return origin;
    }

    /** A walk over all fields. */
    public WireFields fields() {
        return new WireFields(encoded, origin);
    }

    /** A string or bytes field as it lies; empty if it is absent. */
    public Bytes bytes(int field) {
        Bytes last = Bytes.EMPTY;
        for (WireFields fields = fields(); fields.next(); ) {
            if (fields.number() == field) {
                last = fields.bytes();
            }
        }
        return last;
    }

    /** A string field; empty if it is absent. */
    public String text(int field) {
        return Utf8.decode(bytes(field), origin);
    }

    /** An integer or enum field; 0 if it is absent. */
    public long integer(int field) {
        long last = 0;
        for (WireFields fields = fields(); fields.next(); ) {
            if (fields.number() == field) {
                last = fields.integer();
            }
        }
        return last;
    }

    public boolean flag(int field) {
        return integer(field) != 0;
    }

    /** A singular message field, or null if it is absent, which is not the same as empty. */
    public @Nullable WireMessage message(int field) {
        Bytes last = null;
        int total = 0;
        for (WireFields fields = fields(); fields.next(); ) {
            if (fields.number() == field) {
                last = fields.bytes();
                total += last.length();
            }
        }
        if (last == null) {
            return null;
        }
        return new WireMessage(total == last.length() ? last : concatenation(field, total), origin);
    }

    private Bytes concatenation(int field, int total) {
        byte[] merged = new byte[total];
        int at = 0;
        for (WireFields fields = fields(); fields.next(); ) {
            if (fields.number() == field) {
                Bytes part = fields.bytes();
                System.arraycopy(part.array(), part.offset(), merged, at, part.length());
                at += part.length();
            }
        }
        return Bytes.wrap(merged);
    }

    /** A repeated string field, in order. */
    public List<String> texts(int field) {
        List<String> all = new ArrayList<>();
        for (WireFields fields = fields(); fields.next(); ) {
            if (fields.number() == field) {
                all.add(fields.text());
            }
        }
        return all;
    }

    /** A repeated message field or the entries of a map, in order. */
    public List<WireMessage> messages(int field) {
        List<WireMessage> all = new ArrayList<>();
        for (WireFields fields = fields(); fields.next(); ) {
            if (fields.number() == field) {
                all.add(new WireMessage(fields.bytes(), origin));
            }
        }
        return all;
    }

    /** A {@code google.protobuf.Timestamp} field. One beyond what {@link Instant} holds (10^9 years) is an error. */
    public Optional<Instant> time(int field) {
        WireMessage time = message(field);
        if (time == null) {
            return Optional.empty();
        }
        long seconds = time.integer(TIMESTAMP_SECONDS);
        int nanos = (int) time.integer(TIMESTAMP_NANOS);
        try {
            return Optional.of(Instant.ofEpochSecond(seconds, nanos));
        } catch (DateTimeException | ArithmeticException e) {
            throw origin.corrupt("a time within 10^9 years", seconds + " seconds and " + nanos + " nanoseconds");
        }
    }
}
