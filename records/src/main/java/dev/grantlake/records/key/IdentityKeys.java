package dev.grantlake.records.key;

import dev.grantlake.base.Bytes;
import dev.grantlake.records.row.Row;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** The keys of today's layout, {@link KeyLayout#IDENTITIES}: see {@link RowKeys} and {@link DerivedKeys}. */
public final class IdentityKeys implements SyncKeys {

    /** There is one sync in a store, and its id is in no key of these. */
    public static final SyncKeys INSTANCE = new IdentityKeys();

    private static final Set<IndexFamily> INDEXES = Collections.unmodifiableSet(EnumSet.of(
            IndexFamily.RESOURCE_BY_PARENT,
            IndexFamily.GRANT_BY_PRINCIPAL,
            IndexFamily.GRANT_NEEDS_EXPANSION,
            IndexFamily.PRINCIPAL_HASH));

    private IdentityKeys() {}

    @Override
    public KeyLayout layout() {
        return KeyLayout.IDENTITIES;
    }

    @Override
    public Bytes header(KeyFamily family) {
        return family.header();
    }

    @Override
    public Bytes header(IndexFamily index) {
        return index.header();
    }

    @Override
    public Bytes statistics() {
        return MetaKey.STATISTICS.key();
    }

    @Override
    public Set<IndexFamily> indexes() {
        return INDEXES;
    }

    @Override
    public Bytes rowKey(KeyFamily family, Row row) {
        return RowKeys.of(family, row);
    }

    @Override
    public void entries(KeyFamily family, Row row, Set<IndexFamily> wanted, DerivedKeys.Sink sink) {
        if (family == KeyFamily.GRANT) {
            DerivedKeys.ofGrant(row, wanted, sink);
        } else if (family == KeyFamily.RESOURCE && wanted.contains(IndexFamily.RESOURCE_BY_PARENT)) {
            DerivedKeys.ofResource(row, sink);
        }
    }

    @Override
    public Bytes rowOf(IndexFamily index, Bytes entry, String file) {
        return DerivedKeys.rowOf(index, entry, file);
    }
}
