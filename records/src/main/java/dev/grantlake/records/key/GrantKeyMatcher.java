package dev.grantlake.records.key;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.records.row.Row;
import dev.grantlake.records.row.WireFields;
import dev.grantlake.records.row.WireMessage;
import dev.grantlake.wire.storage.v3.GrantRecord;
import dev.grantlake.wire.storage.v3.PrincipalRef;
import org.jspecify.annotations.Nullable;

/**
 * Tells of one grant after the other whether it lies under the key that its record calls for. Grants of one entitlement
 * lie together and carry the same reference to it, so what that makes of a key is kept from one grant to the next, and
 * nothing is put together for most of them. Belongs to one thread.
 */
public final class GrantKeyMatcher {

    /** The encoded reference that {@link #prefix} was made of. */
    private Bytes reference = Bytes.EMPTY;

    /** A key up to the principal, with the separator before it. */
    private @Nullable Bytes prefix;

    /**
     * Whether the key of {@code grant} is the one that {@link RowKeys#of} would give it; of a record that says
     * something twice, which no writer does, a false says nothing.
     *
     * @throws dev.grantlake.base.StorageException of kind {@code CORRUPT} if the record is no sound message
     */
    public boolean matches(Row grant) {
        Bytes entitlement = null;
        Bytes principal = null;
        for (WireFields fields = grant.message().fields(); fields.next(); ) {
            if (fields.number() == GrantRecord.ENTITLEMENT_FIELD_NUMBER) {
                if (entitlement != null) {
                    return false;
                }
                entitlement = fields.bytes();
            } else if (fields.number() == GrantRecord.PRINCIPAL_FIELD_NUMBER) {
                if (principal != null) {
                    return false;
                }
                principal = fields.bytes();
            }
        }
        return entitlement != null && principal != null && matches(grant, entitlement, principal);
    }

    private boolean matches(Row grant, Bytes entitlement, Bytes principal) {
        Bytes start = prefix;
        if (start == null || !entitlement.equals(reference)) {
            start = prefix(new WireMessage(entitlement, grant));
            prefix = start;
            reference = Bytes.wrap(entitlement.toArray());
        }
        if (!grant.key().startsWith(start)) {
            return false;
        }
        WireMessage named = new WireMessage(principal, grant);
        Bytes type = TupleCodec.encode(named.bytes(PrincipalRef.RESOURCE_TYPE_ID_FIELD_NUMBER));
        Bytes id = TupleCodec.encode(named.bytes(PrincipalRef.RESOURCE_ID_FIELD_NUMBER));
        Bytes rest = grant.key().from(start.length());
        return rest.length() == type.length() + 1 + id.length()
                && rest.startsWith(type)
                && rest.at(type.length()) == TupleCodec.SEPARATOR
                && rest.from(type.length() + 1).equals(id);
    }

    private static Bytes prefix(WireMessage entitlement) {
        ByteSink key = new ByteSink().writeBytes(KeyFamily.GRANT.header()).writeByte(TupleCodec.SEPARATOR);
        RowKeys.referred(entitlement, key);
        return key.writeByte(TupleCodec.SEPARATOR).toBytes();
    }
}
