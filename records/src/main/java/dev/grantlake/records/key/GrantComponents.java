package dev.grantlake.records.key;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.records.row.Origin;

/**
 * The key of a grant, taken apart once for all index entries that it owes.
 *
 * @param all its six components as they stand there, with the separators between them
 * @param entitlement the first four
 * @param principal the last two
 */
record GrantComponents(Bytes all, Bytes entitlement, Bytes principal) {

    private static final int PRINCIPAL = 4;

    /**
     * Takes a key apart; {@code origin} names it in errors.
     *
     * @throws dev.grantlake.base.StorageException of kind {@code CORRUPT} if it has not the components of a grant's key
     */
    static GrantComponents of(Bytes grant, Origin origin) {
        KeyFamily family = KeyFamily.GRANT;
        Tuple parts = Tuple.of(grant, family.header().length(), family.components(), origin);
        return new GrantComponents(
                parts.span(0, family.components()),
                parts.span(0, PRINCIPAL),
                parts.span(PRINCIPAL, family.components()));
    }

    /** The by-principal entry of the grant. */
    Bytes byPrincipal() {
        ByteSink key = sink(IndexFamily.GRANT_BY_PRINCIPAL);
        IndexSplices.byPrincipal(entitlement, principal, key);
        return key.toBytes();
    }

    /** The needs-expansion entry of the grant. */
    Bytes needsExpansion() {
        ByteSink key = sink(IndexFamily.GRANT_NEEDS_EXPANSION);
        IndexSplices.needsExpansion(entitlement, principal, key);
        return key.toBytes();
    }

    /** The hash entry of the grant. */
    Bytes principalHash(long bucketHash) {
        ByteSink key = sink(IndexFamily.PRINCIPAL_HASH);
        IndexSplices.principalHash(entitlement, bucketHash, principal, key);
        return key.toBytes();
    }

    /**
     * With room for an entry, whose key has the components, a separator before them, and at most a hash's two bytes.
     */
    private ByteSink sink(IndexFamily index) {
        return new ByteSink(index.header().length() + 1 + all.length() + Short.BYTES);
    }
}
