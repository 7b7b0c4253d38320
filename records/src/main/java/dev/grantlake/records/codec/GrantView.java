package dev.grantlake.records.codec;

import com.google.protobuf.Any;
import dev.grantlake.records.row.Row;
import dev.grantlake.records.row.WireMessage;
import dev.grantlake.store.Grant;
import dev.grantlake.store.GrantKey;
import dev.grantlake.store.ResourceId;
import dev.grantlake.wire.storage.v3.GrantExpandableRecord;
import dev.grantlake.wire.storage.v3.GrantRecord;
import dev.grantlake.wire.storage.v3.GrantSourceRecord;
import dev.grantlake.wire.storage.v3.PrincipalRef;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A stored grant. The identity comes from the key, everything else from the value ({@code GrantRecord}). */
final class GrantView implements Grant {

    private final Row row;
    private final RecordCodec codec;

    GrantView(Row row, RecordCodec codec) {
        this.row = row;
        this.codec = codec;
    }

    @Override
    public GrantKey key() {
        return codec.keyspace().grantKey(row);
    }

    @Override
    public String id() {
        String id = row.message().text(GrantRecord.EXTERNAL_ID_FIELD_NUMBER);
        return id.isEmpty() ? key().defaultId() : id;
    }

    @Override
    public Optional<ResourceId> principalParent() {
        WireMessage principal = row.message().message(GrantRecord.PRINCIPAL_FIELD_NUMBER);
        if (principal == null) {
            return Optional.empty();
        }
        String id = principal.text(PrincipalRef.PARENT_RESOURCE_ID_FIELD_NUMBER);
        return id.isEmpty()
                ? Optional.empty()
                : Optional.of(new ResourceId(principal.text(PrincipalRef.PARENT_RESOURCE_TYPE_ID_FIELD_NUMBER), id));
    }

    @Override
    public List<Source> sources() {
        List<Source> sources = new ArrayList<>();
        for (Map.Entry<String, @Nullable WireMessage> source :
                WireMaps.sorted(row.message(), GrantRecord.SOURCES_FIELD_NUMBER).entrySet()) {
            WireMessage value = source.getValue();
            boolean direct = value != null && value.flag(GrantSourceRecord.IS_DIRECT_FIELD_NUMBER);
            sources.add(new Source(source.getKey(), direct));
        }
        return sources;
    }

    @Override
    public Optional<Expansion> expansion() {
        WireMessage expansion = row.message().message(GrantRecord.EXPANSION_FIELD_NUMBER);
        return expansion == null
                ? Optional.empty()
                : Optional.of(new Expansion(
                        expansion.texts(GrantExpandableRecord.ENTITLEMENT_IDS_FIELD_NUMBER),
                        expansion.flag(GrantExpandableRecord.SHALLOW_FIELD_NUMBER),
                        expansion.texts(GrantExpandableRecord.RESOURCE_TYPE_IDS_FIELD_NUMBER)));
    }

    @Override
    public boolean needsExpansion() {
        WireMessage grant = row.message();
        return grant.flag(GrantRecord.NEEDS_EXPANSION_FIELD_NUMBER)
                && grant.message(GrantRecord.EXPANSION_FIELD_NUMBER) != null;
    }

    @Override
    public List<Any> annotations() {
        return StoredMessages.annotations(row, GrantRecord.ANNOTATIONS_FIELD_NUMBER);
    }

    @Override
    public Optional<Instant> discoveredAt() {
        return row.message().time(GrantRecord.DISCOVERED_AT_FIELD_NUMBER);
    }

    @Override
    public dev.grantlake.wire.connector.v2.Grant toMessage() {
        return codec.grantMessages().of(row, false);
    }

    @Override
    public dev.grantlake.wire.connector.v2.Grant toExpandableMessage() {
        return codec.grantMessages().of(row, true);
    }

    @Override
    public GrantRecord toRecord() {
        return StoredMessages.parse(GrantRecord.parser(), row.value(), row);
    }

    @Override
    public String toString() {
        return "grant of " + key().entitlement() + " to " + key().principal();
    }
}
