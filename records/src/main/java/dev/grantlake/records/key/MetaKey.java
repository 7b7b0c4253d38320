package dev.grantlake.records.key;

import dev.grantlake.base.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * The engine's own keys. A name stands directly behind the header {@code 03 ff}, without a separator; two of them end
 * in one.
 */
public enum MetaKey {
    /** Four bytes, big-endian: the version of the key layout. */
    KEYSPACE_VERSION("keyspace_version"),
    /** Four bytes, big-endian: the form of identities in keys. */
    ID_FORMAT("grant_entitlement_id_format"),
    /** Present while some grants have no by-principal entry. Empty. */
    PRINCIPAL_INDEX_PENDING("deferred_grant_idx_pending"),
    /** Present while digests are being built. Empty. */
    DIGEST_PENDING("grant_digest_build_pending"),
    /** {@code SyncStatsRecord}. */
    STATISTICS("stats\0"),
    /** A document of the expander; bytes to a store. */
    ENTITLEMENT_GRAPH("entitlement-graph\0"),
    /** Followed by a name: the version to which an index was migrated. Older files only. */
    INDEX_MIGRATION("idx\0");

    private final String label;

    @SuppressWarnings("ImmutableEnumChecker") // Bytes never change
    private final Bytes key;

    MetaKey(String name) {
        this.label = name.replace("\0", "");
        this.key = KeyFamily.META.header().plus(Bytes.utf8(name));
    }

    /** The name without the separator that may end it. */
    public String label() {
        return label;
    }

    /** The key; of {@link #INDEX_MIGRATION} the part before the name of the index. */
    public Bytes key() {
        return key;
    }

    /** Which of them a key is, or null for one that nobody knows. */
    public static @Nullable MetaKey of(Bytes key) {
        for (MetaKey meta : values()) {
            if (meta == INDEX_MIGRATION ? key.startsWith(meta.key) : key.equals(meta.key)) {
                return meta;
            }
        }
        return null;
    }
}
