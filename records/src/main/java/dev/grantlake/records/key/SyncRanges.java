package dev.grantlake.records.key;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.KeyRange;

import java.util.ArrayList;
import java.util.List;

/**
 * Where everything lies that belongs to one sync, and nothing that belongs to another: its rows, their index entries,
 * digests, statistics and what else the engine notes about it. Whoever replaces or removes a sync as a whole asks here.
 */
public final class SyncRanges {

    private static final List<KeyFamily> ROWS = List.of(
            KeyFamily.RESOURCE_TYPE,
            KeyFamily.RESOURCE,
            KeyFamily.ENTITLEMENT,
            KeyFamily.GRANT,
            KeyFamily.ASSET,
            KeyFamily.SYNC_RUN);

    private SyncRanges() {}

    /** The ranges of a sync, in the order of keys, none of them touching another. */
    public static List<KeyRange> of(KeyLayout layout, Ksuid sync) {
        return layout == KeyLayout.EXTERNAL_IDS_BY_SYNC ? bySync(sync) : only(sync);
    }

    /** Where all lies that a store of one sync holds, whichever that is; only what it says of itself is outside. */
    public static List<KeyRange> ofOnly() {
        return List.of(
                new KeyRange(KeyFamily.RESOURCE_TYPE.header(), KeyFamily.META.header()),
                point(MetaKey.PRINCIPAL_INDEX_PENDING),
                point(MetaKey.ENTITLEMENT_GRAPH),
                point(MetaKey.DIGEST_PENDING),
                point(MetaKey.STATISTICS));
    }

    /** Where digests lie, and the index that they stand on, in a store of one sync. */
    public static List<KeyRange> digests() {
        return List.of(
                KeyRange.prefix(IndexFamily.PRINCIPAL_HASH.header()),
                KeyRange.prefix(KeyFamily.DIGEST.header()),
                point(MetaKey.DIGEST_PENDING));
    }

    private static List<KeyRange> bySync(Ksuid sync) {
        ExternalIdKeys keys = ExternalIdKeys.ofSync(sync);
        List<KeyRange> ranges = new ArrayList<>();
        for (KeyFamily family : ROWS) {
            ranges.add(KeyRange.prefix(keys.header(family)));
        }
        for (IndexFamily index : IndexFamily.values()) {
            ranges.add(KeyRange.prefix(keys.header(index)));
        }
        ranges.add(sessions(sync));
        ranges.add(KeyRange.prefix(keys.header(KeyFamily.DIGEST)));
        ranges.add(KeyRange.prefix(keys.statistics()));
        return ranges;
    }

    /** In a store of one sync all is that sync's, but for sessions of another one and what the store says of itself. */
    private static List<KeyRange> only(Ksuid sync) {
        return List.of(
                new KeyRange(KeyFamily.RESOURCE_TYPE.header(), KeyFamily.SESSION.header()),
                sessions(sync),
                KeyRange.prefix(KeyFamily.DIGEST.header()),
                point(MetaKey.PRINCIPAL_INDEX_PENDING),
                point(MetaKey.ENTITLEMENT_GRAPH),
                point(MetaKey.DIGEST_PENDING),
                point(MetaKey.STATISTICS));
    }

    /** Where a store says how it is laid out and which indexes it has: for all of its syncs, in the order of keys. */
    public static List<KeyRange> stamps(KeyLayout layout) {
        return layout == KeyLayout.EXTERNAL_IDS_BY_SYNC
                ? List.of(
                        point(MetaKey.PRINCIPAL_INDEX_PENDING),
                        point(MetaKey.ID_FORMAT),
                        KeyRange.prefix(MetaKey.INDEX_MIGRATION.key()),
                        point(MetaKey.KEYSPACE_VERSION))
                : List.of(point(MetaKey.ID_FORMAT), point(MetaKey.KEYSPACE_VERSION));
    }

    private static KeyRange sessions(Ksuid sync) {
        return KeyRange.prefix(KeyBuilder.of(KeyFamily.SESSION)
                .text(sync.toString())
                .separator()
                .toKey());
    }

    private static KeyRange point(MetaKey key) {
        return new KeyRange(key.key(), key.key().plus(Bytes.wrap(new byte[1])));
    }
}
