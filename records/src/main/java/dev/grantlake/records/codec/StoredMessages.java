package dev.grantlake.records.codec;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import dev.grantlake.base.Bytes;
import dev.grantlake.records.row.Origin;
import dev.grantlake.records.row.Row;
import dev.grantlake.records.row.WireMessage;

import java.util.ArrayList;
import java.util.List;

/** Messages that records hold as connectors wrote them, read by the generated parsers. */
public final class StoredMessages {

    private StoredMessages() {}

    /** A repeated {@code Any} field, each as it was stored. */
    static List<Any> annotations(Row row, int field) {
        List<Any> annotations = new ArrayList<>();
        for (WireMessage annotation : row.message().messages(field)) {
            annotations.add(parse(Any.parser(), annotation.encoded(), row));
        }
        return annotations;
    }

    /** A message as its generated parser reads it. */
    public static <M extends Message> M parse(Parser<M> parser, Bytes encoded, Origin origin) {
        try {
            return parser.parseFrom(encoded.array(), encoded.offset(), encoded.length());
        } catch (InvalidProtocolBufferException e) {
            throw origin.corrupt("a protobuf message", String.valueOf(e.getMessage()));
        }
    }
}
