package dev.grantlake.records.codec;

import com.google.protobuf.Any;
import dev.grantlake.base.Bytes;
import dev.grantlake.records.row.InternTable;
import dev.grantlake.records.row.Origin;
import dev.grantlake.records.row.Row;
import dev.grantlake.records.row.WireFields;
import dev.grantlake.records.row.WireMessage;
import dev.grantlake.wire.connector.v2.Entitlement;
import dev.grantlake.wire.connector.v2.Grant;
import dev.grantlake.wire.connector.v2.GrantExpandable;
import dev.grantlake.wire.connector.v2.GrantSources;
import dev.grantlake.wire.connector.v2.GrantSources.GrantSource;
import dev.grantlake.wire.connector.v2.Resource;
import dev.grantlake.wire.connector.v2.ResourceId;
import dev.grantlake.wire.storage.v3.EntitlementRef;
import dev.grantlake.wire.storage.v3.GrantExpandableRecord;
import dev.grantlake.wire.storage.v3.GrantRecord;
import dev.grantlake.wire.storage.v3.GrantSourceRecord;
import dev.grantlake.wire.storage.v3.PrincipalRef;
import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * Turns stored grants into connector messages in one walk over the value's fields, without a storage record in between.
 * Entitlement and principal are stubs that carry ids only: no more is stored. Thread-safe.
 *
 * <p>Implementation note. Grants lie sorted by entitlement, so the stub of the one before serves again; of the
 * principal only the id is new. About 0.1 µs a grant are left, most of it for the builders.
 */
final class GrantMessages {

    private static final GrantSource DIRECT =
            GrantSource.newBuilder().setIsDirect(true).build();
    private static final GrantSource INDIRECT = GrantSource.getDefaultInstance();

    private final InternTable<Entitlement> entitlements = new InternTable<>(GrantMessages::entitlement);
    private final InternTable<String> typeIds = InternTable.ofTexts();

    /**
     * The message of a stored grant.
     *
     * @param expandable whether an expandable grant gets its annotation back, as the last one
     */
    Grant of(Row row, boolean expandable) {
        Grant.Builder grant = Grant.newBuilder();
        String id = "";
        Bytes entitlement = null;
        Bytes principal = null;
        boolean expansion = false;
        boolean sources = false;
        boolean repeated = false;
        for (WireFields fields = row.message().fields(); fields.next(); ) {
            switch (fields.number()) {
                case GrantRecord.EXTERNAL_ID_FIELD_NUMBER -> id = fields.text();
                case GrantRecord.ENTITLEMENT_FIELD_NUMBER -> {
                    repeated |= entitlement != null;
                    entitlement = fields.bytes();
                }
                case GrantRecord.PRINCIPAL_FIELD_NUMBER -> {
                    repeated |= principal != null;
                    principal = fields.bytes();
                }
                case GrantRecord.EXPANSION_FIELD_NUMBER -> expansion = true;
                case GrantRecord.ANNOTATIONS_FIELD_NUMBER ->
                    grant.addAnnotations(StoredMessages.parse(Any.parser(), fields.bytes(), row));
                case GrantRecord.SOURCES_FIELD_NUMBER -> sources = true;
                default -> {}
            }
        }
        if (repeated) {
            entitlement = merged(row, GrantRecord.ENTITLEMENT_FIELD_NUMBER);
            principal = merged(row, GrantRecord.PRINCIPAL_FIELD_NUMBER);
        }
        if (entitlement != null) {
            grant.setEntitlement(entitlements.get(entitlement, row));
        }
        if (principal != null) {
            grant.setPrincipal(principal(principal, row));
        }
        grant.setId(id.isEmpty() ? defaultId(grant) : id);
        if (sources) {
            grant.setSources(sources(row));
        }
        if (expandable && expansion) {
            grant.addAnnotations(expandable(row));
        }
        return grant.build();
    }

    private static @Nullable Bytes merged(Row row, int field) {
        WireMessage message = row.message().message(field);
        return message == null ? null : message.encoded();
    }

    /** The id of a grant that was stored without one; empty if the parts it is made of are missing. */
    private static String defaultId(Grant.Builder grant) {
        if (!grant.hasEntitlement() || !grant.hasPrincipal()) {
            return "";
        }
        ResourceId principal = grant.getPrincipal().getId();
        return grant.getEntitlement().getId() + ":" + principal.getResourceType() + ":" + principal.getResource();
    }

    private static Entitlement entitlement(Bytes encoded, Origin origin) {
        WireMessage ref = new WireMessage(encoded, origin);
        return Entitlement.newBuilder()
                .setId(ref.text(EntitlementRef.ENTITLEMENT_ID_FIELD_NUMBER))
                .setResource(Resource.newBuilder()
                        .setId(ResourceId.newBuilder()
                                .setResourceType(ref.text(EntitlementRef.RESOURCE_TYPE_ID_FIELD_NUMBER))
                                .setResource(ref.text(EntitlementRef.RESOURCE_ID_FIELD_NUMBER))))
                .build();
    }

    private Resource principal(Bytes encoded, Origin origin) {
        ResourceId.Builder id = ResourceId.newBuilder();
        String parentType = "";
        String parentId = "";
        for (WireFields fields = new WireFields(encoded, origin); fields.next(); ) {
            switch (fields.number()) {
                case PrincipalRef.RESOURCE_TYPE_ID_FIELD_NUMBER ->
                    id.setResourceType(typeIds.get(fields.bytes(), origin));
                case PrincipalRef.RESOURCE_ID_FIELD_NUMBER -> id.setResource(fields.text());
                case PrincipalRef.PARENT_RESOURCE_TYPE_ID_FIELD_NUMBER ->
                    parentType = typeIds.get(fields.bytes(), origin);
                case PrincipalRef.PARENT_RESOURCE_ID_FIELD_NUMBER -> parentId = fields.text();
                default -> {}
            }
        }
        Resource.Builder principal = Resource.newBuilder().setId(id.build());
        if (!parentId.isEmpty()) {
            principal.setParentResourceId(ResourceId.newBuilder()
                    .setResourceType(parentType)
                    .setResource(parentId)
                    .build());
        }
        return principal.build();
    }

    private static GrantSources sources(Row row) {
        GrantSources.Builder sources = GrantSources.newBuilder();
        for (Map.Entry<String, @Nullable WireMessage> source :
                WireMaps.sorted(row.message(), GrantRecord.SOURCES_FIELD_NUMBER).entrySet()) {
            WireMessage value = source.getValue();
            boolean direct = value != null && value.flag(GrantSourceRecord.IS_DIRECT_FIELD_NUMBER);
            sources.putSources(source.getKey(), direct ? DIRECT : INDIRECT);
        }
        return sources.build();
    }

    private static Any expandable(Row row) {
        GrantExpandable.Builder expandable = GrantExpandable.newBuilder();
        WireMessage expansion = row.message().message(GrantRecord.EXPANSION_FIELD_NUMBER);
        if (expansion != null) {
            expandable
                    .addAllEntitlementIds(expansion.texts(GrantExpandableRecord.ENTITLEMENT_IDS_FIELD_NUMBER))
                    .setShallow(expansion.flag(GrantExpandableRecord.SHALLOW_FIELD_NUMBER))
                    .addAllResourceTypeIds(expansion.texts(GrantExpandableRecord.RESOURCE_TYPE_IDS_FIELD_NUMBER));
        }
        return Any.pack(expandable.build());
    }
}
