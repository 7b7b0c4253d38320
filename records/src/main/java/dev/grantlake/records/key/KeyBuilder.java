package dev.grantlake.records.key;

import dev.grantlake.base.Bytes;

import java.util.Arrays;

/** Puts a key together: a header, then components, each with a separator before it. Belongs to one thread. */
final class KeyBuilder {

    private byte[] buffer = new byte[64];
    private int length;

    private KeyBuilder(Bytes header) {
        append(header);
    }

    static KeyBuilder of(KeyFamily family) {
        return new KeyBuilder(family.header());
    }

    static KeyBuilder of(IndexFamily index) {
        return new KeyBuilder(index.header());
    }

    /** A component given as text. */
    KeyBuilder text(String component) {
        return encoded(TupleCodec.encode(Bytes.utf8(component)));
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
        if (length == buffer.length) {
            grow(1);
        }
        buffer[length++] = TupleCodec.SEPARATOR;
        return this;
    }

    /** Bytes as they are, without a separator before them. */
    KeyBuilder append(Bytes raw) {
        if (raw.length() > buffer.length - length) {
            grow(raw.length());
        }
        System.arraycopy(raw.array(), raw.offset(), buffer, length, raw.length());
        length += raw.length();
        return this;
    }

    Bytes toKey() {
        return Bytes.copyOf(buffer, 0, length);
    }

    private void grow(int more) {
        buffer = Arrays.copyOf(buffer, Math.max(Math.addExact(length, more), buffer.length * 2));
    }
}
