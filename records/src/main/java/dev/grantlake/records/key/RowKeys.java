package dev.grantlake.records.key;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.records.row.Row;
import dev.grantlake.records.row.WireMessage;
import dev.grantlake.wire.storage.v3.AssetRecord;
import dev.grantlake.wire.storage.v3.EntitlementRecord;
import dev.grantlake.wire.storage.v3.EntitlementRef;
import dev.grantlake.wire.storage.v3.GrantRecord;
import dev.grantlake.wire.storage.v3.PrincipalRef;
import dev.grantlake.wire.storage.v3.ResourceRecord;
import dev.grantlake.wire.storage.v3.ResourceRef;
import dev.grantlake.wire.storage.v3.ResourceTypeRecord;
import dev.grantlake.wire.storage.v3.SessionRecord;

import java.util.Arrays;

/**
 * The key that a record has to be stored under: one pure function for each family, which whoever writes, reads or
 * checks a row uses. A row whose key is another one is damage. What takes a {@code key} or {@code components} to write
 * to appends. See docs/formats/records.md.
 */
public final class RowKeys {

    private static final byte COLON = ':';
    private static final Bytes STRIPPED = Bytes.utf8("1");
    private static final Bytes OPAQUE = Bytes.utf8("0");

    private RowKeys() {}

    /** The key of a row in a family of one component: resource types and assets. */
    public static void single(KeyFamily family, Bytes id, ByteSink key) {
        start(family, key).writeBytes(TupleCodec.encode(id));
    }

    /** The key of a row in a family of two components: resources (type, id) and sessions (sync id, key). */
    public static void pair(KeyFamily family, Bytes first, Bytes second, ByteSink key) {
        pair(first, second, start(family, key));
    }

    /**
     * The key of an entitlement.
     *
     * @param components the four of its identity
     */
    public static void entitlement(Bytes components, ByteSink key) {
        start(KeyFamily.ENTITLEMENT, key).writeBytes(components);
    }

    /**
     * The key of a grant.
     *
     * @param entitlement the four components of the entitlement's identity
     * @param principal the two of the principal
     */
    public static void grant(Bytes entitlement, Bytes principal, ByteSink key) {
        start(KeyFamily.GRANT, key)
                .writeBytes(entitlement)
                .writeByte(TupleCodec.SEPARATOR)
                .writeBytes(principal);
    }

    /** The four components of an entitlement's identity, as {@link EntitlementIdentity} describes them. */
    public static void identity(Bytes type, Bytes resource, Bytes id, ByteSink components) {
        int prefix = type.length() + resource.length() + 2;
        boolean stripped = id.length() >= prefix
                && regionEquals(id, 0, type)
                && id.at(type.length()) == COLON
                && regionEquals(id, type.length() + 1, resource)
                && id.at(prefix - 1) == COLON;
        pair(type, resource, components);
        components
                .writeByte(TupleCodec.SEPARATOR)
                .writeBytes(stripped ? STRIPPED : OPAQUE)
                .writeByte(TupleCodec.SEPARATOR)
                .writeBytes(TupleCodec.encode(stripped ? id.from(prefix) : id));
    }

    /** Two components: those of a resource or principal, for example. */
    public static void pair(Bytes first, Bytes second, ByteSink components) {
        components
                .writeBytes(TupleCodec.encode(first))
                .writeByte(TupleCodec.SEPARATOR)
                .writeBytes(TupleCodec.encode(second));
    }

    private static ByteSink start(KeyFamily family, ByteSink key) {
        return key.writeBytes(family.header()).writeByte(TupleCodec.SEPARATOR);
    }

    /**
     * The key that the value of {@code row} calls for.
     *
     * @param family one whose rows are records
     * @throws dev.grantlake.base.StorageException of kind {@code CORRUPT} if the value does not say enough
     */
    public static Bytes of(KeyFamily family, Row row) {
        WireMessage record = row.message();
        ByteSink key = new ByteSink();
        switch (family) {
            case RESOURCE_TYPE -> single(family, record.bytes(ResourceTypeRecord.EXTERNAL_ID_FIELD_NUMBER), key);
            case RESOURCE ->
                pair(
                        family,
                        record.bytes(ResourceRecord.RESOURCE_TYPE_ID_FIELD_NUMBER),
                        record.bytes(ResourceRecord.RESOURCE_ID_FIELD_NUMBER),
                        key);
            case ENTITLEMENT -> entitlement(record, start(family, key));
            case GRANT -> grant(record, start(family, key));
            case ASSET -> single(family, record.bytes(AssetRecord.EXTERNAL_ID_FIELD_NUMBER), key);
            case SYNC_RUN -> key.writeBytes(family.header());
            case SESSION ->
                pair(
                        family,
                        record.bytes(SessionRecord.SYNC_ID_FIELD_NUMBER),
                        record.bytes(SessionRecord.KEY_FIELD_NUMBER),
                        key);
            default -> throw new IllegalArgumentException(family + " holds no records");
        }
        return key.toBytes();
    }

    private static void entitlement(WireMessage record, ByteSink components) {
        WireMessage resource = required(record, EntitlementRecord.RESOURCE_FIELD_NUMBER, "a resource");
        identity(
                resource.bytes(ResourceRef.RESOURCE_TYPE_ID_FIELD_NUMBER),
                resource.bytes(ResourceRef.RESOURCE_ID_FIELD_NUMBER),
                record.bytes(EntitlementRecord.EXTERNAL_ID_FIELD_NUMBER),
                components);
    }

    private static void grant(WireMessage record, ByteSink components) {
        WireMessage entitlement = required(record, GrantRecord.ENTITLEMENT_FIELD_NUMBER, "an entitlement");
        WireMessage principal = required(record, GrantRecord.PRINCIPAL_FIELD_NUMBER, "a principal");
        referred(entitlement, components);
        pair(
                principal.bytes(PrincipalRef.RESOURCE_TYPE_ID_FIELD_NUMBER),
                principal.bytes(PrincipalRef.RESOURCE_ID_FIELD_NUMBER),
                components.writeByte(TupleCodec.SEPARATOR));
    }

    /** The four components of the entitlement that a grant refers to. */
    static void referred(WireMessage entitlement, ByteSink components) {
        identity(
                entitlement.bytes(EntitlementRef.RESOURCE_TYPE_ID_FIELD_NUMBER),
                entitlement.bytes(EntitlementRef.RESOURCE_ID_FIELD_NUMBER),
                entitlement.bytes(EntitlementRef.ENTITLEMENT_ID_FIELD_NUMBER),
                components);
    }

    private static boolean regionEquals(Bytes bytes, int at, Bytes expected) {
        int from = bytes.offset() + at;
        return Arrays.equals(
                bytes.array(),
                from,
                from + expected.length(),
                expected.array(),
                expected.offset(),
                expected.offset() + expected.length());
    }

    private static WireMessage required(WireMessage record, int field, String what) {
        WireMessage message = record.message(field);
        if (message == null) {
            throw record.origin().corrupt(what, "none");
        }
        return message;
    }
}
