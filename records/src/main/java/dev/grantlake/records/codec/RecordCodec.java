package dev.grantlake.records.codec;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import dev.grantlake.base.Bytes;
import dev.grantlake.records.key.Keyspace;
import dev.grantlake.records.row.InternTable;
import dev.grantlake.records.row.Origin;
import dev.grantlake.records.row.Row;
import dev.grantlake.records.row.WireMessage;
import dev.grantlake.store.Asset;
import dev.grantlake.store.Entitlement;
import dev.grantlake.store.Grant;
import dev.grantlake.store.Resource;
import dev.grantlake.store.ResourceType;
import dev.grantlake.store.SessionEntry;
import dev.grantlake.wire.storage.v3.SessionRecord;

import java.util.ArrayList;
import java.util.List;

/**
 * Makes record views of rows. A view keeps the row and decodes what it is asked for; what comes again from record to
 * record (type ids, an entitlement's stub) is decoded once and shared. One codec an open sync; thread-safe.
 */
public final class RecordCodec {

    private final Keyspace keyspace;
    private final GrantMessages grantMessages = new GrantMessages();
    private final InternTable<String> typeIds = InternTable.ofTexts();

    public RecordCodec(Keyspace keyspace) {
        this.keyspace = keyspace;
    }

    public ResourceType resourceType(Row row) {
        return new ResourceTypeView(row, this);
    }

    public Resource resource(Row row) {
        return new ResourceView(row, this);
    }

    public Entitlement entitlement(Row row) {
        return new EntitlementView(row, this);
    }

    public Grant grant(Row row) {
        return new GrantView(row, this);
    }

    public Asset asset(Row row) {
        return new AssetView(row, this);
    }

    public SessionEntry session(Row row) {
        return new SessionEntry(keyspace.sessionKey(row), row.message().bytes(SessionRecord.VALUE_FIELD_NUMBER));
    }

    Keyspace keyspace() {
        return keyspace;
    }

    GrantMessages grantMessages() {
        return grantMessages;
    }

    /** The text of a resource type id, one object for all that are equal. */
    String typeId(Bytes encoded, Origin origin) {
        return typeIds.get(encoded, origin);
    }

    /** A repeated {@code Any} field, each as it was stored. */
    static List<Any> annotations(Row row, int field) {
        List<Any> annotations = new ArrayList<>();
        for (WireMessage annotation : row.message().messages(field)) {
            annotations.add(parse(Any.parser(), annotation.encoded(), row));
        }
        return annotations;
    }

    /** A message as its generated parser reads it. */
    static <M extends Message> M parse(Parser<M> parser, Bytes encoded, Origin origin) {
        try {
            return parser.parseFrom(encoded.array(), encoded.offset(), encoded.length());
        } catch (InvalidProtocolBufferException e) {
            throw origin.corrupt("a protobuf message", String.valueOf(e.getMessage()));
        }
    }
}
