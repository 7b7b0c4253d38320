package dev.grantlake.records.key;

import dev.grantlake.base.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * What stores of the older interiors note as filled in for the rows that were there before it; under
 * {@link MetaKey#INDEX_MIGRATION}, with a version of four bytes. See docs/formats/older-interiors.md.
 */
public enum IndexMigration {
    NEEDS_EXPANSION("grant_needs_expansion"),
    PRINCIPAL_TYPE("grant_principal_resource_type_index"),
    STATISTICS("sync_stats_sidecar");

    /** The one version that any of them has had. */
    public static final int VERSION = 1;

    @SuppressWarnings("ImmutableEnumChecker") // Bytes never change
    private final Bytes key;

    IndexMigration(String name) {
        this.key = MetaKey.INDEX_MIGRATION.key().plus(Bytes.utf8(name));
    }

    /** Where it is noted. */
    public Bytes key() {
        return key;
    }

    /** Which of them a key is, or null for a name that no release has written. */
    public static @Nullable IndexMigration of(Bytes key) {
        for (IndexMigration migration : values()) {
            if (migration.key.equals(key)) {
                return migration;
            }
        }
        return null;
    }
}
