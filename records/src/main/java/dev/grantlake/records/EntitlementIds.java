package dev.grantlake.records;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.XxHash64;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.records.key.AccessPath;
import dev.grantlake.records.key.Keyspace;
import dev.grantlake.records.row.Row;
import dev.grantlake.store.EntitlementFilter;
import dev.grantlake.store.EntitlementKey;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds entitlements by their bare ids, for which there is no index in the store: one walk over their keys on first use
 * makes one. Thread-safe.
 *
 * <p>Implementation note. The index is a sorted array of eight bytes an entitlement: the upper 40 bits of the id's hash
 * and the number of the group of neighbouring rows in which it lies. Of each group the first row's identity is kept. A
 * group is one row, and a search reads nothing, until what is kept passes {@value #MAX_KEPT_BYTES} bytes; then every
 * second one is dropped, groups are twice as long, and a search walks the groups that it finds. So ten million
 * entitlements fit in 100 MB, and the fifty thousand of a large company are found without a look at the store.
 */
final class EntitlementIds {

    private static final int GROUP_BITS = 24;
    private static final long GROUP_MASK = (1L << GROUP_BITS) - 1;
    private static final int MAX_KEPT_BYTES = 16 << 20;
    /** What a kept row costs beside its texts: the objects that hold them. */
    private static final int KEPT_OVERHEAD_BYTES = 256;

    private final Keyspace keyspace;
    private final PathWalker walker;
    private final long maxKeptBytes;
    private volatile @Nullable Index index;

    EntitlementIds(Keyspace keyspace, PathWalker walker) {
        this(keyspace, walker, MAX_KEPT_BYTES);
    }

    /** As above, with room for {@code maxKeptBytes} of keys. */
    EntitlementIds(Keyspace keyspace, PathWalker walker, long maxKeptBytes) {
        this.keyspace = keyspace;
        this.walker = walker;
        this.maxKeptBytes = maxKeptBytes;
    }

    /** The identities of all entitlements with this id, in the order of their rows. */
    List<EntitlementKey> find(String id) {
        Index index = index();
        long hash = hash(id);
        int at = Arrays.binarySearch(index.words, hash);
        List<EntitlementKey> found = new ArrayList<>();
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

    private void findInGroup(Index index, int group, String id, List<EntitlementKey> found) {
        Kept first = index.groups.get(group);
        if (index.groupLength == 1) {
            addIfNamed(first.entitlement(), id, found);
            return;
        }
        KeyRange all = path().entries(null);
        Bytes end =
                group + 1 < index.groups.size() ? index.groups.get(group + 1).rowKey() : all.to();
        try (Cursor cursor = walker.reader().cursor(new KeyRange(first.rowKey(), end))) {
            for (boolean more = cursor.first(); more; more = cursor.next()) {
                addIfNamed(keyspace.entitlementKey(row(cursor)), id, found);
            }
        }
    }

    private static void addIfNamed(EntitlementKey entitlement, String id, List<EntitlementKey> found) {
        if (entitlement.id().equals(id)) {
            found.add(entitlement);
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
        List<Kept> groups = new ArrayList<>();
        long keptBytes = 0;
        int shift = 0;
        try (Cursor cursor = walker.reader().cursor(path().entries(null))) {
            for (boolean more = cursor.first(); more; more = cursor.next()) {
                Row row = row(cursor);
                EntitlementKey entitlement = keyspace.entitlementKey(row);
                if (count == words.length) {
                    words = Arrays.copyOf(words, count + (count >> 1));
                }
                int group = count >>> shift;
                words[count++] = hash(entitlement.id()) | group;
                if (group == groups.size()) {
                    Kept kept = new Kept(row.key(), entitlement);
                    groups.add(kept);
                    keptBytes += kept.bytes();
                }
                if (keptBytes > maxKeptBytes && groups.size() > 1) {
                    keptBytes -= dropEverySecond(groups);
                    halveGroupNumbers(words, count);
                    shift++;
                }
            }
        }
        words = Arrays.copyOf(words, count);
        Arrays.sort(words);
        return new Index(words, groups, 1 << shift);
    }

    /** Returns what the dropped ones had cost. */
    private static long dropEverySecond(List<Kept> groups) {
        long dropped = 0;
        int kept = 0;
        for (int i = 0; i < groups.size(); i++) {
            if (i % 2 == 0) {
                groups.set(kept++, groups.get(i));
            } else {
                dropped += groups.get(i).bytes();
            }
        }
        groups.subList(kept, groups.size()).clear();
        return dropped;
    }

    private static void halveGroupNumbers(long[] words, int count) {
        for (int i = 0; i < count; i++) {
            words[i] = (words[i] & ~GROUP_MASK) | ((words[i] & GROUP_MASK) >>> 1);
        }
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

    /** The first row of a group. */
    private record Kept(Bytes rowKey, EntitlementKey entitlement) {

        long bytes() {
            return 2L * rowKey.length() + KEPT_OVERHEAD_BYTES;
        }
    }

    /** Sorted {@code hash ‖ group} words, the first row of each group, and how many rows a group has. */
    private static final class Index {

        private final long[] words;
        private final List<Kept> groups;
        private final int groupLength;

        Index(long[] words, List<Kept> groups, int groupLength) {
            this.words = words;
            this.groups = groups;
            this.groupLength = groupLength;
        }
    }
}
