package dev.grantlake.records;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.XxHash64;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.records.key.AccessPath;
import dev.grantlake.records.key.Keyspace;
import dev.grantlake.records.row.Row;
import dev.grantlake.store.EntitlementFilter;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds entitlements by their bare ids, for which there is no index in the store: one walk over their keys on first use
 * makes one. Thread-safe.
 *
 * <p>Implementation note. The index holds eight bytes an entitlement, so ten million of them fit in 80 MB: the upper 40
 * bits of the id's hash and the number of the group of {@value #GROUP} neighbouring keys in which it lies, sorted. A
 * search finds the groups and walks them. Only each group's first key is kept.
 */
final class EntitlementIds {

    private static final int GROUP = 32;
    private static final int GROUP_BITS = 24;
    private static final long GROUP_MASK = (1L << GROUP_BITS) - 1;

    /** Sorted {@code hash ‖ group} words, and the first key of each group. */
    private static final class Index {

        private final long[] words;
        private final List<Bytes> groups;

        Index(long[] words, List<Bytes> groups) {
            this.words = words;
            this.groups = groups;
        }
    }

    private final Keyspace keyspace;
    private final PathWalker walker;
    private volatile @Nullable Index index;

    EntitlementIds(Keyspace keyspace, PathWalker walker) {
        this.keyspace = keyspace;
        this.walker = walker;
    }

    /** The rows of all entitlements with this id, in key order. */
    List<Row> find(String id) {
        Index index = index();
        long hash = hash(id);
        int at = Arrays.binarySearch(index.words, hash);
        List<Row> found = new ArrayList<>();
        long previous = -1;
        for (int i = at < 0 ? -at - 1 : at; i < index.words.length; i++) {
            if ((index.words[i] & ~GROUP_MASK) != hash) {
                break;
            }
            long group = index.words[i] & GROUP_MASK;
            if (group != previous) {
                findInGroup(index, (int) group, id, found);
                previous = group;
            }
        }
        return found;
    }

    private void findInGroup(Index index, int group, String id, List<Row> found) {
        Bytes end = group + 1 < index.groups.size() ? index.groups.get(group + 1) : null;
        KeyRange all = path().entries(null);
        KeyRange range = new KeyRange(index.groups.get(group), end == null ? all.to() : end);
        try (Cursor cursor = walker.reader().cursor(range)) {
            for (boolean more = cursor.first(); more; more = cursor.next()) {
                Row row = row(cursor);
                if (keyspace.entitlementKey(row).id().equals(id)) {
                    found.add(row);
                }
            }
        }
    }

    private Index index() {
        Index known = index;
        if (known != null) {
            return known;
        }
        synchronized (this) {
            Index built = index;
            if (built == null) {
                built = build();
                index = built;
            }
            return built;
        }
    }

    private Index build() {
        long[] words = new long[1024];
        int count = 0;
        List<Bytes> groups = new ArrayList<>();
        try (Cursor cursor = walker.reader().cursor(path().entries(null))) {
            for (boolean more = cursor.first(); more; more = cursor.next()) {
                Row row = row(cursor);
                if (count % GROUP == 0) {
                    groups.add(row.key());
                }
                if (count == words.length) {
                    words = Arrays.copyOf(words, count + (count >> 1));
                }
                words[count++] = hash(keyspace.entitlementKey(row).id()) | (groups.size() - 1);
            }
        }
        words = Arrays.copyOf(words, count);
        Arrays.sort(words);
        return new Index(words, groups);
    }

    private AccessPath path() {
        return keyspace.entitlements(EntitlementFilter.ALL);
    }

    private Row row(Cursor cursor) {
        return new Row(walker.file(), cursor.key().copy(), cursor.value().retain());
    }

    /** The upper 40 bits of the id's hash, the rest zero. */
    private static long hash(String id) {
        return XxHash64.of(Bytes.utf8(id)) & ~GROUP_MASK;
    }
}
