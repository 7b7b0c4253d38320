package dev.grantlake.records.encode;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.records.key.RowKeys;
import dev.grantlake.wire.storage.v3.EntitlementRef;

/**
 * What all grants of one entitlement have in common, encoded once for all of them. Immutable.
 *
 * @param components the four components of its identity as they stand in keys, with the separators between them
 * @param ref the {@code EntitlementRef} of its grants
 */
public record EntitlementPieces(Bytes components, Bytes ref) {

    /**
     * The pieces of the entitlement with this identity.
     *
     * @throws dev.grantlake.store.StoreException of kind {@code INVALID_ARGUMENT} if a text has no UTF-8 form
     */
    public static EntitlementPieces of(String resourceType, String resourceId, String id) {
        return of(resourceType, resourceId, id, new RecordName("entitlement", id));
    }

    static EntitlementPieces of(String resourceType, String resourceId, String id, RecordName name) {
        ByteSink components = new ByteSink();
        RowKeys.identity(name.utf8(resourceType), name.utf8(resourceId), name.utf8(id), components);
        ByteSink ref = new ByteSink();
        FieldSink fields = new FieldSink(ref, name);
        fields.text(EntitlementRef.RESOURCE_TYPE_ID_FIELD_NUMBER, resourceType);
        fields.text(EntitlementRef.RESOURCE_ID_FIELD_NUMBER, resourceId);
        fields.text(EntitlementRef.ENTITLEMENT_ID_FIELD_NUMBER, id);
        return new EntitlementPieces(components.toBytes(), ref.toBytes());
    }
}
