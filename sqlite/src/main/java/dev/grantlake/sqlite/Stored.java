package dev.grantlake.sqlite;

import com.google.protobuf.Any;
import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import org.jspecify.annotations.Nullable;

/**
 * A message in a column of a row, decoded when it is first asked for. Fields that this version does not know are
 * dropped, as Go does. Thread-safe.
 */
final class Stored<M extends Message> {

    private final Row row;
    private final int column;
    private final Parser<M> parser;
    private volatile @Nullable M message;

    /** The message in {@code column}, which {@code parser} reads. */
    Stored(Row row, int column, Parser<M> parser) {
        this.row = row;
        this.column = column;
        this.parser = parser;
    }

    Row row() {
        return row;
    }

    M message() {
        M known = message;
        if (known == null) {
            known = parse(row, column, row.bytes(column), parser);
            message = known;
        }
        return known;
    }

    /** A parser that drops what it does not know. */
    static <M extends Message> Parser<M> known(Parser<M> parser) {
        return DiscardUnknownFieldsParser.wrap(parser);
    }

    static <M extends Message> M parse(Row row, int column, Bytes encoded, Parser<M> parser) {
        try {
            return parser.parseFrom(encoded.array(), encoded.offset(), encoded.length());
        } catch (InvalidProtocolBufferException e) {
            throw StorageException.corrupt(row.where(column), "a protobuf message", String.valueOf(e.getMessage()));
        }
    }

    /**
     * Whether an annotation holds a message of this type. What stands before the last slash of its URL says nothing.
     */
    static boolean is(Any annotation, String type) {
        String url = annotation.getTypeUrl();
        return url.substring(url.lastIndexOf('/') + 1).equals(type);
    }
}
