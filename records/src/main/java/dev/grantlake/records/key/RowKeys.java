package dev.grantlake.records.key;

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
 * The key that a record has to be stored under, made of nothing but its value: one pure function. A row whose key is
 * another one is damage. See docs/formats/records.md.
 */
public final class RowKeys {

    private static final byte COLON = ':';
    private static final Bytes STRIPPED = Bytes.utf8("1");
    private static final Bytes OPAQUE = Bytes.utf8("0");

    private RowKeys() {}

    /**
     * The key that the value of {@code row} calls for.
     *
     * @param family one whose rows are records
     * @throws dev.grantlake.base.StorageException of kind {@code CORRUPT} if the value does not say enough
     */
    public static Bytes of(KeyFamily family, Row row) {
        WireMessage record = row.message();
        return switch (family) {
            case RESOURCE_TYPE -> single(family, record, ResourceTypeRecord.EXTERNAL_ID_FIELD_NUMBER);
            case RESOURCE ->
                pair(
                        KeyBuilder.of(family),
                        record,
                        ResourceRecord.RESOURCE_TYPE_ID_FIELD_NUMBER,
                        ResourceRecord.RESOURCE_ID_FIELD_NUMBER);
            case ENTITLEMENT -> entitlement(record);
            case GRANT -> grant(record);
            case ASSET -> single(family, record, AssetRecord.EXTERNAL_ID_FIELD_NUMBER);
            case SYNC_RUN -> family.header();
            case SESSION ->
                pair(KeyBuilder.of(family), record, SessionRecord.SYNC_ID_FIELD_NUMBER, SessionRecord.KEY_FIELD_NUMBER);
            default -> throw new IllegalArgumentException(family + " holds no records");
        };
    }

    private static Bytes single(KeyFamily family, WireMessage record, int field) {
        return KeyBuilder.of(family).raw(record.bytes(field)).toKey();
    }

    private static Bytes pair(KeyBuilder key, WireMessage record, int first, int second) {
        return key.raw(record.bytes(first)).raw(record.bytes(second)).toKey();
    }

    private static Bytes entitlement(WireMessage record) {
        WireMessage resource = required(record, EntitlementRecord.RESOURCE_FIELD_NUMBER, "a resource");
        return entitlement(
                        KeyBuilder.of(KeyFamily.ENTITLEMENT),
                        resource.bytes(ResourceRef.RESOURCE_TYPE_ID_FIELD_NUMBER),
                        resource.bytes(ResourceRef.RESOURCE_ID_FIELD_NUMBER),
                        record.bytes(EntitlementRecord.EXTERNAL_ID_FIELD_NUMBER))
                .toKey();
    }

    private static Bytes grant(WireMessage record) {
        WireMessage entitlement = required(record, GrantRecord.ENTITLEMENT_FIELD_NUMBER, "an entitlement");
        WireMessage principal = required(record, GrantRecord.PRINCIPAL_FIELD_NUMBER, "a principal");
        KeyBuilder key = entitlement(
                KeyBuilder.of(KeyFamily.GRANT),
                entitlement.bytes(EntitlementRef.RESOURCE_TYPE_ID_FIELD_NUMBER),
                entitlement.bytes(EntitlementRef.RESOURCE_ID_FIELD_NUMBER),
                entitlement.bytes(EntitlementRef.ENTITLEMENT_ID_FIELD_NUMBER));
        return pair(key, principal, PrincipalRef.RESOURCE_TYPE_ID_FIELD_NUMBER, PrincipalRef.RESOURCE_ID_FIELD_NUMBER);
    }

    /** As {@link EntitlementIdentity}, on bytes. */
    private static KeyBuilder entitlement(KeyBuilder key, Bytes type, Bytes resource, Bytes id) {
        int prefix = type.length() + resource.length() + 2;
        boolean stripped = id.length() >= prefix
                && regionEquals(id, 0, type)
                && id.at(type.length()) == COLON
                && regionEquals(id, type.length() + 1, resource)
                && id.at(prefix - 1) == COLON;
        key.raw(type).raw(resource).encoded(stripped ? STRIPPED : OPAQUE);
        return key.raw(stripped ? id.from(prefix) : id);
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
