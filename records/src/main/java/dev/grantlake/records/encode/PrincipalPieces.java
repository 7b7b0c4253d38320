package dev.grantlake.records.encode;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.records.key.RowKeys;
import dev.grantlake.wire.storage.v3.PrincipalRef;

/**
 * What all grants of one principal have in common, encoded once for all of them. Immutable.
 *
 * @param components its type and id as they stand in keys, with the separator between them
 * @param ref the {@code PrincipalRef} of its grants: type, id, and the parent, which is no part of its identity
 */
public record PrincipalPieces(Bytes components, Bytes ref) {

    /**
     * The pieces of a principal.
     *
     * @param parentType empty, like {@code parentId}, for one without a parent
     * @throws dev.grantlake.store.StoreException of kind {@code INVALID_ARGUMENT} if a text has no UTF-8 form
     */
    public static PrincipalPieces of(String type, String id, String parentType, String parentId) {
        return of(type, id, parentType, parentId, new RecordName("principal", type + "/" + id));
    }

    static PrincipalPieces of(String type, String id, String parentType, String parentId, RecordName name) {
        ByteSink components = new ByteSink();
        RowKeys.pair(name.utf8(type), name.utf8(id), components);
        ByteSink ref = new ByteSink();
        FieldSink fields = new FieldSink(ref, name);
        fields.text(PrincipalRef.RESOURCE_TYPE_ID_FIELD_NUMBER, type);
        fields.text(PrincipalRef.RESOURCE_ID_FIELD_NUMBER, id);
        fields.text(PrincipalRef.PARENT_RESOURCE_TYPE_ID_FIELD_NUMBER, parentType);
        fields.text(PrincipalRef.PARENT_RESOURCE_ID_FIELD_NUMBER, parentId);
        return new PrincipalPieces(components.toBytes(), ref.toBytes());
    }
}
