package dev.grantlake.records.inspect;

import dev.grantlake.base.BigEndian;
import dev.grantlake.base.Bytes;
import dev.grantlake.records.codec.DigestCodec;
import dev.grantlake.records.row.Row;
import dev.grantlake.store.GrantDigest;

import java.util.HexFormat;
import java.util.List;

/**
 * What the values of a family of keys hold.
 *
 * @param messageType the full name of the message in a {@link Kind#MESSAGE}, otherwise empty
 */
public record ValueForm(Kind kind, String messageType) {

    /** The forms there are. */
    public enum Kind {
        /** No bytes: the key says it all. */
        EMPTY,
        /** An encoded protobuf message. */
        MESSAGE,
        /** A version, four bytes big-endian. */
        STAMP,
        /** The content hash of a grant, eight bytes big-endian. */
        CONTENT_HASH,
        /** Width, count and hash of one entitlement's grants. */
        DIGEST_ROOT,
        /** Count and hash of some grants. */
        DIGEST_SUM,
        /** Bytes without a form that is known here. */
        OPAQUE
    }

    static ValueForm of(Kind kind) {
        return new ValueForm(kind, "");
    }

    static ValueForm message(String record) {
        return new ValueForm(Kind.MESSAGE, "c1.storage.v3." + record);
    }

    /**
     * The parts of a value of this form; none of a message, which its descriptor takes apart, and none of opaque bytes.
     *
     * @throws dev.grantlake.base.StorageException of kind {@code CORRUPT} if the value has another form
     */
    public List<Part> parts(String file, Bytes key, Bytes value) {
        Row row = new Row(file, key, value);
        return switch (kind) {
            case EMPTY -> {
                requireLength(row, 0);
                yield List.of();
            }
            case STAMP -> {
                requireLength(row, Integer.BYTES);
                int version = BigEndian.getInt(value.array(), value.offset());
                yield List.of(new Part("version", Integer.toUnsignedString(version)));
            }
            case CONTENT_HASH -> {
                requireLength(row, Long.BYTES);
                yield List.of(new Part("hash", value.toHex()));
            }
            case DIGEST_ROOT -> {
                GrantDigest digest = DigestCodec.root(row);
                yield List.of(new Part("width", Integer.toString(DigestCodec.width(row))), count(digest), hash(digest));
            }
            case DIGEST_SUM -> {
                GrantDigest digest = DigestCodec.sum(row);
                yield List.of(count(digest), hash(digest));
            }
            case MESSAGE, OPAQUE -> List.of();
        };
    }

    private static Part count(GrantDigest digest) {
        return new Part("count", Long.toString(digest.count()));
    }

    private static Part hash(GrantDigest digest) {
        return new Part("hash", HexFormat.of().toHexDigits(digest.hash()));
    }

    private static void requireLength(Row row, int length) {
        if (row.value().length() != length) {
            throw row.corrupt("a value of " + length + " bytes", row.value().length() + " bytes");
        }
    }
}
