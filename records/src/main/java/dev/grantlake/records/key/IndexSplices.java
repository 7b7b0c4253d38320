package dev.grantlake.records.key;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;

/**
 * The keys of index entries, spliced from the components of the row's key: one pure function for each index, which
 * whoever writes, reads or checks an index uses. Each appends to {@code key}. Components are given as they stand in
 * keys, escaped, with the separators between them: an entitlement has four of them, a resource or principal two. See
 * docs/formats/records.md.
 */
public final class IndexSplices {

    private static final int HASH_BITS = Short.SIZE;

    private IndexSplices() {}

    /** The by-principal entry of a grant. */
    public static void byPrincipal(Bytes entitlement, Bytes principal, ByteSink key) {
        splice(IndexFamily.GRANT_BY_PRINCIPAL, principal, entitlement, key);
    }

    /** The needs-expansion entry of a grant. */
    public static void needsExpansion(Bytes entitlement, Bytes principal, ByteSink key) {
        splice(IndexFamily.GRANT_NEEDS_EXPANSION, entitlement, principal, key);
    }

    /**
     * The hash entry of a grant. The two bytes of the hash are raw and have no separator behind them.
     *
     * @param bucketHash the hash of the principal, as {@link GrantHash#bucket(Bytes)} gives it
     */
    public static void principalHash(Bytes entitlement, long bucketHash, Bytes principal, ByteSink key) {
        key.writeBytes(IndexFamily.PRINCIPAL_HASH.header())
                .writeByte(TupleCodec.SEPARATOR)
                .writeBytes(entitlement)
                .writeByte(TupleCodec.SEPARATOR)
                .writeShortBe((int) (bucketHash >>> (Long.SIZE - HASH_BITS)))
                .writeBytes(principal);
    }

    /** The by-parent entry of a resource. */
    public static void byParent(Bytes parent, Bytes child, ByteSink key) {
        splice(IndexFamily.RESOURCE_BY_PARENT, parent, child, key);
    }

    private static void splice(IndexFamily index, Bytes first, Bytes second, ByteSink key) {
        key.writeBytes(index.header())
                .writeByte(TupleCodec.SEPARATOR)
                .writeBytes(first)
                .writeByte(TupleCodec.SEPARATOR)
                .writeBytes(second);
    }
}
