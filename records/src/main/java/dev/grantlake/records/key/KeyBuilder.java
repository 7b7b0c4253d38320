package dev.grantlake.records.key;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;

/** Puts a key together: a header, then components, each with a separator before it. Belongs to one thread. */
final class KeyBuilder {

    private final ByteSink key = new ByteSink(64);

    /** A key, or a part of one, behind these bytes. */
    KeyBuilder(Bytes header) {
        key.writeBytes(header);
    }

    static KeyBuilder of(KeyFamily family) {
        return new KeyBuilder(family.header());
    }

    static KeyBuilder of(IndexFamily index) {
        return new KeyBuilder(index.header());
    }

    /** A component given as text. */
    KeyBuilder text(String component) {
        return raw(Bytes.utf8(component));
    }

    /** A component given as bytes. */
    KeyBuilder raw(Bytes component) {
        return encoded(TupleCodec.encode(component));
    }

    /** One or several components as they stand in another key. */
    KeyBuilder encoded(Bytes components) {
        return separator().append(components);
    }

    KeyBuilder resource(String type, String id) {
        return text(type).text(id);
    }

    KeyBuilder entitlement(EntitlementIdentity identity) {
        return resource(identity.resourceType(), identity.resourceId())
                .text(identity.flag())
                .text(identity.tail());
    }

    /** Ends a prefix by value: without it {@code ent} would also match {@code ent-1}. */
    KeyBuilder separator() {
        key.writeByte(TupleCodec.SEPARATOR);
        return this;
    }

    /** Bytes as they are, without a separator before them. */
    KeyBuilder append(Bytes raw) {
        key.writeBytes(raw);
        return this;
    }

    Bytes toKey() {
        return key.toBytes();
    }
}
