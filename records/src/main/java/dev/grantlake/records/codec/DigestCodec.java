package dev.grantlake.records.codec;

import dev.grantlake.base.BigEndian;
import dev.grantlake.base.Bytes;
import dev.grantlake.records.row.Row;
import dev.grantlake.store.GrantDigest;

/**
 * The values of digest nodes.
 *
 * <table><caption>root of an entitlement: 17 bytes; leaf and whole file: the last 16 of them</caption>
 * <tr><th>size</th><th>field</th><th>meaning</th></tr>
 * <tr><td>1</td><td>width</td><td>leading bits of the bucket hash that choose the leaf, 0 to 16</td></tr>
 * <tr><td>8</td><td>count</td><td>grants, big-endian</td></tr>
 * <tr><td>8</td><td>hash</td><td>XOR of their content hashes, big-endian</td></tr>
 * </table>
 */
public final class DigestCodec {

    /** The greatest width of a root. */
    public static final int MAX_WIDTH = 16;

    /** The grants that a leaf should hold at most on average; no part of the format. */
    private static final long LEAF_GRANTS = 512;

    private static final int SUM_LENGTH = 2 * Long.BYTES;

    private DigestCodec() {}

    /** The digest in a root; another length or width is an error. */
    public static GrantDigest root(Row node) {
        width(node);
        return sum(node, 1);
    }

    /** How many leading bits choose a leaf below this root; 0 means there are no leaves. */
    public static int width(Row root) {
        int width = root.value().isEmpty() ? -1 : root.value().at(0);
        if (width < 0 || width > MAX_WIDTH) {
            throw root.corrupt(
                    "a digest width of 0 to " + MAX_WIDTH, root.value().toHex());
        }
        return width;
    }

    /** The digest in a leaf or in the node of the whole file. */
    public static GrantDigest sum(Row node) {
        return sum(node, 0);
    }

    /** The width that the root of so many grants gets: the least with which leaves are not too large. */
    public static int width(long grants) {
        int width = 0;
        while (width < MAX_WIDTH && LEAF_GRANTS << width < grants) {
            width++;
        }
        return width;
    }

    /** The value of a root. */
    public static Bytes encodeRoot(int width, GrantDigest digest) {
        byte[] value = new byte[1 + SUM_LENGTH];
        value[0] = (byte) width;
        putSum(digest, value, 1);
        return Bytes.wrap(value);
    }

    /** The value of a leaf or of the node of the whole file. */
    public static Bytes encodeSum(GrantDigest digest) {
        byte[] value = new byte[SUM_LENGTH];
        putSum(digest, value, 0);
        return Bytes.wrap(value);
    }

    private static void putSum(GrantDigest digest, byte[] value, int at) {
        BigEndian.putLong(value, at, digest.count());
        BigEndian.putLong(value, at + Long.BYTES, digest.hash());
    }

    private static GrantDigest sum(Row node, int before) {
        Bytes value = node.value();
        if (value.length() != before + SUM_LENGTH) {
            throw node.corrupt("a digest of " + (before + SUM_LENGTH) + " bytes", value.length() + " bytes");
        }
        int at = value.offset() + before;
        long count = BigEndian.getLong(value.array(), at);
        if (count < 0) {
            throw node.corrupt("a count below 2^63", Long.toUnsignedString(count));
        }
        return new GrantDigest(BigEndian.getLong(value.array(), at + Long.BYTES), count);
    }
}
