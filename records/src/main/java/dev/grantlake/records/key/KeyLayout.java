package dev.grantlake.records.key;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.kv.KeyValueReader;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * How the keys of a store are laid out. Its stamps say it, and it is found out once, when a store is opened. See
 * docs/formats/records.md and docs/formats/older-interiors.md.
 */
public enum KeyLayout {

    /** Keyspace version 1: rows keyed by external id, many syncs, each key with the id of its sync in it. */
    EXTERNAL_IDS_BY_SYNC,

    /** Keyspace version 2 before it had identities: one sync, grants and entitlements keyed by external id. */
    EXTERNAL_IDS,

    /** Keyspace version 2: one sync, grants and entitlements keyed by what they are. */
    IDENTITIES;

    /** Every key of ours. */
    private static final KeyRange ALL = KeyRange.prefix(Bytes.wrap(new byte[] {KeyFamily.LAYOUT}));

    /** Everything but the engine's own keys. */
    private static final KeyRange DATA = new KeyRange(KeyFamily.RESOURCE_TYPE.header(), KeyFamily.META.header());

    /**
     * The layout that a store's stamps point to: version 1 had none of them, the one of identities brought the second.
     * What numbers they bear is not looked at. A store without keys needs no stamps.
     */
    public static KeyLayout of(KeyValueReader reader) {
        if (reader.get(MetaKey.KEYSPACE_VERSION.key()) == null) {
            return isBlank(reader) ? IDENTITIES : EXTERNAL_IDS_BY_SYNC;
        }
        return reader.get(MetaKey.ID_FORMAT.key()) == null && !isEmpty(reader, DATA) ? EXTERNAL_IDS : IDENTITIES;
    }

    /** Whether a store has anything beside what it says of itself; without that, its layout binds nobody. */
    public static boolean hasRows(KeyValueReader reader) {
        return !isEmpty(reader, DATA);
    }

    /** Whether a store has no key at all, so that nothing says how they are laid out. */
    public static boolean isBlank(KeyValueReader reader) {
        return isEmpty(reader, ALL);
    }

    private static boolean isEmpty(KeyValueReader reader, KeyRange range) {
        try (Cursor cursor = reader.cursor(range)) {
            return !cursor.first();
        }
    }

    /**
     * The indexes that have an entry for every row that owes one. While the by-principal index is not complete, no
     * other that is filled beside it is taken to be, either; in version 1 two are complete once they were filled in for
     * the rows of the first release, and the one by resource, which came last, never was.
     *
     * @param has whether a store has a key
     */
    public Set<IndexFamily> completeIndexes(Predicate<Bytes> has) {
        Set<IndexFamily> complete = EnumSet.of(IndexFamily.RESOURCE_BY_PARENT, IndexFamily.ENTITLEMENT_BY_RESOURCE);
        if (has.test(MetaKey.PRINCIPAL_INDEX_PENDING.key())) {
            return complete;
        }
        complete.add(IndexFamily.GRANT_BY_ENTITLEMENT);
        complete.add(IndexFamily.GRANT_BY_PRINCIPAL);
        boolean bySync = this == EXTERNAL_IDS_BY_SYNC;
        if (!bySync) {
            complete.add(IndexFamily.GRANT_BY_RESOURCE);
        }
        if (!bySync || has.test(IndexMigration.NEEDS_EXPANSION.key())) {
            complete.add(IndexFamily.GRANT_NEEDS_EXPANSION);
        }
        if (!bySync || has.test(IndexMigration.PRINCIPAL_TYPE.key())) {
            complete.add(IndexFamily.GRANT_BY_PRINCIPAL_TYPE);
        }
        return complete;
    }

    /** How many bytes of a sync's id, as they are, stand directly behind the header of every key. */
    public int syncIdLength() {
        return this == EXTERNAL_IDS_BY_SYNC ? Ksuid.LENGTH : 0;
    }
}
