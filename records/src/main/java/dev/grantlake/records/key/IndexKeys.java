package dev.grantlake.records.key;

import dev.grantlake.base.Bytes;
import dev.grantlake.records.row.KeyOrigin;

/**
 * Index entries out of row keys and row keys out of index entries. The components are the same, escaped once for all,
 * in another order; so both ways are splices of bytes and nothing is decoded. See docs/formats/records.md.
 */
final class IndexKeys {

    /** The components of a grant's key: E is the first four, the principal the last two. */
    private static final int PRINCIPAL = 4;

    private static final int GRANT_COMPONENTS = KeyFamily.GRANT.components();

    private final String file;

    /**
     * Splices for the keys of one store.
     *
     * @param file the store as error messages name it
     */
    IndexKeys(String file) {
        this.file = file;
    }

    /** The by-principal entry of a grant. */
    Bytes byPrincipal(Bytes grant) {
        Tuple parts = split(grant, KeyFamily.GRANT.header(), GRANT_COMPONENTS);
        return KeyBuilder.of(IndexFamily.GRANT_BY_PRINCIPAL)
                .encoded(parts.span(PRINCIPAL, GRANT_COMPONENTS))
                .encoded(parts.span(0, PRINCIPAL))
                .toKey();
    }

    /** The grant that a by-principal entry stands for. */
    Bytes grantByPrincipal(Bytes entry) {
        IndexFamily index = IndexFamily.GRANT_BY_PRINCIPAL;
        Tuple parts = split(entry, index.header(), index.components());
        return KeyBuilder.of(KeyFamily.GRANT)
                .encoded(parts.span(2, index.components()))
                .encoded(parts.span(0, 2))
                .toKey();
    }

    /** The needs-expansion entry of a grant. */
    Bytes needsExpansion(Bytes grant) {
        Tuple parts = split(grant, KeyFamily.GRANT.header(), GRANT_COMPONENTS);
        return KeyBuilder.of(IndexFamily.GRANT_NEEDS_EXPANSION)
                .encoded(parts.span(0, GRANT_COMPONENTS))
                .toKey();
    }

    /** The grant that a needs-expansion entry stands for. */
    Bytes grantNeedingExpansion(Bytes entry) {
        IndexFamily index = IndexFamily.GRANT_NEEDS_EXPANSION;
        Tuple parts = split(entry, index.header(), index.components());
        return KeyBuilder.of(KeyFamily.GRANT)
                .encoded(parts.span(0, index.components()))
                .toKey();
    }

    /** The hash entry of a grant; the two bytes of the hash are raw and have no separator behind them. */
    Bytes principalHash(Bytes grant, Bytes hashBytes) {
        Tuple parts = split(grant, KeyFamily.GRANT.header(), GRANT_COMPONENTS);
        return KeyBuilder.of(IndexFamily.PRINCIPAL_HASH)
                .encoded(parts.span(0, PRINCIPAL))
                .encoded(hashBytes)
                .append(parts.span(PRINCIPAL, GRANT_COMPONENTS))
                .toKey();
    }

    /** The grant that a hash entry stands for; the two raw bytes are found by position, since they may be anything. */
    Bytes grantByPrincipalHash(Bytes entry) {
        int header = IndexFamily.PRINCIPAL_HASH.header().length();
        int at = header;
        for (int separators = 0; at < entry.length(); at++) {
            if (entry.at(at) == TupleCodec.SEPARATOR && ++separators == PRINCIPAL + 1) {
                break;
            }
        }
        int principal = at + 1 + Short.BYTES;
        if (principal > entry.length()) {
            throw new KeyOrigin(file, entry)
                    .corrupt("four components and two bytes of a hash", "the end of the key at " + entry.length());
        }
        Bytes grant = KeyBuilder.of(KeyFamily.GRANT)
                .append(entry.slice(header, at - header))
                .encoded(entry.from(principal))
                .toKey();
        split(grant, KeyFamily.GRANT.header(), GRANT_COMPONENTS);
        return grant;
    }

    /** The by-parent entry of a resource that has this parent. */
    Bytes byParent(Bytes resource, String parentType, String parentId) {
        Tuple parts = split(resource, KeyFamily.RESOURCE.header(), KeyFamily.RESOURCE.components());
        return KeyBuilder.of(IndexFamily.RESOURCE_BY_PARENT)
                .resource(parentType, parentId)
                .encoded(parts.span(0, 2))
                .toKey();
    }

    /** The resource that a by-parent entry stands for. */
    Bytes child(Bytes entry) {
        IndexFamily index = IndexFamily.RESOURCE_BY_PARENT;
        Tuple parts = split(entry, index.header(), index.components());
        return KeyBuilder.of(KeyFamily.RESOURCE)
                .encoded(parts.span(2, index.components()))
                .toKey();
    }

    private Tuple split(Bytes key, Bytes header, int components) {
        return Tuple.of(key, header.length(), components, new KeyOrigin(file, key));
    }
}
