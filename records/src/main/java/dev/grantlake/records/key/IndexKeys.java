package dev.grantlake.records.key;

import dev.grantlake.base.ByteSink;
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

    /** The grant that a by-principal entry stands for. */
    Bytes grantByPrincipal(Bytes entry) {
        IndexFamily index = IndexFamily.GRANT_BY_PRINCIPAL;
        Tuple parts = split(entry, index.header(), index.components());
        return KeyBuilder.of(KeyFamily.GRANT)
                .encoded(parts.span(2, index.components()))
                .encoded(parts.span(0, 2))
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
        ByteSink key = new ByteSink(2 * resource.length());
        ByteSink parent = new ByteSink();
        RowKeys.pair(Bytes.utf8(parentType), Bytes.utf8(parentId), parent);
        IndexSplices.byParent(parent.toBytes(), parts.span(0, parts.count()), key);
        return key.toBytes();
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
