package dev.grantlake.records.codec;

import dev.grantlake.base.Bytes;
import dev.grantlake.records.key.Keyspace;
import dev.grantlake.records.row.InternTable;
import dev.grantlake.records.row.Origin;
import dev.grantlake.records.row.Row;
import dev.grantlake.store.Asset;
import dev.grantlake.store.Entitlement;
import dev.grantlake.store.Grant;
import dev.grantlake.store.Resource;
import dev.grantlake.store.ResourceType;
import dev.grantlake.store.SessionEntry;
import dev.grantlake.wire.storage.v3.SessionRecord;
import org.jspecify.annotations.Nullable;

/**
 * Makes record views of rows. A view keeps the row and decodes what it is asked for; what comes again from record to
 * record (type ids, an entitlement's stub) is decoded once and shared. One codec an open sync; thread-safe.
 */
public final class RecordCodec {

    private final Keyspace keyspace;
    private final InternTable<String> typeIds = InternTable.ofTexts();

    /** Made when the first message is wanted: its class brings those of protobuf, which views do without. */
    private volatile @Nullable GrantMessages grantMessages;

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

    /** One for all threads, but for a race at the beginning, which does no harm. */
    GrantMessages grantMessages() {
        GrantMessages messages = grantMessages;
        if (messages == null) {
            messages = new GrantMessages();
            grantMessages = messages;
        }
        return messages;
    }

    /** The text of a resource type id, one object for all that are equal. */
    String typeId(Bytes encoded, Origin origin) {
        return typeIds.get(encoded, origin);
    }
}
