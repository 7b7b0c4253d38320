package dev.grantlake.pebble.file;

import dev.grantlake.lsm.bulk.KeyGroups;
import dev.grantlake.records.key.IndexFamily;
import dev.grantlake.records.key.KeyFamily;
import dev.grantlake.records.key.TupleCodec;

import java.util.Arrays;

/**
 * Which keys of a sync are read together, and so lie together: the grants of an entitlement, its entries by hash or for
 * expansion, and the grants of a principal. Every other key is a group by itself.
 */
public enum AccessGroups implements KeyGroups {
    INSTANCE;

    private static final int ENTITLEMENT_COMPONENTS = 4;
    private static final int PRINCIPAL_COMPONENTS = 2;

    private static final byte[] GRANTS = KeyFamily.GRANT.header().toArray();
    private static final byte[] BY_PRINCIPAL =
            IndexFamily.GRANT_BY_PRINCIPAL.header().toArray();
    private static final byte[] NEEDS_EXPANSION =
            IndexFamily.GRANT_NEEDS_EXPANSION.header().toArray();
    private static final byte[] BY_HASH = IndexFamily.PRINCIPAL_HASH.header().toArray();

    @Override
    public int prefixLength(byte[] array, int offset, int length) {
        if (startsWith(GRANTS, array, offset, length)) {
            return components(ENTITLEMENT_COMPONENTS, GRANTS.length, array, offset, length);
        }
        if (startsWith(BY_PRINCIPAL, array, offset, length)) {
            return components(PRINCIPAL_COMPONENTS, BY_PRINCIPAL.length, array, offset, length);
        }
        if (startsWith(BY_HASH, array, offset, length) || startsWith(NEEDS_EXPANSION, array, offset, length)) {
            return components(ENTITLEMENT_COMPONENTS, BY_HASH.length, array, offset, length);
        }
        return length;
    }

    /** The length of a key up to and with the separator behind its first components. */
    private static int components(int count, int header, byte[] array, int offset, int length) {
        int separators = 0;
        for (int i = header; i < length; i++) {
            if (array[offset + i] == TupleCodec.SEPARATOR && ++separators > count) {
                return i + 1;
            }
        }
        return length;
    }

    private static boolean startsWith(byte[] header, byte[] array, int offset, int length) {
        return length >= header.length
                && Arrays.equals(header, 0, header.length, array, offset, offset + header.length);
    }
}
