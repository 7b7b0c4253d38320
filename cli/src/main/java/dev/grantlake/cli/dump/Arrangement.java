package dev.grantlake.cli.dump;

import dev.grantlake.base.Bytes;
import dev.grantlake.store.Listing;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * How far the order in which an engine gives records is the order of their lines. Found by walking the keys before the
 * lines are written: engines keep records in the order of their own keys, which agrees with that of the lines almost
 * always, and what is in order already can be streamed.
 *
 * <p>Where it differs, it does so within a group as a rule: an engine that shortens ids with a common prefix has the
 * others before all of those. Keys with NULs in them may break the order of whole groups.
 */
final class Arrangement {

    /** As many groups are remembered by name; beyond, all are taken as unordered. */
    private static final int NAMED_GROUPS_MAX = 10_000;

    private boolean inOrder = true;
    private boolean groupsInOrder = true;
    private boolean everyGroupSuspect;
    private final Set<Bytes> unorderedGroups = new HashSet<>();

    private Arrangement() {}

    static <T> Arrangement of(Listing<T> listing, LineKind<T> kind) {
        Arrangement arrangement = new Arrangement();
        listing.forEach(new Walk<>(arrangement, kind)::see);
        return arrangement;
    }

    /** Whether all lines can be written as their records come. */
    boolean inOrder() {
        return inOrder;
    }

    /** Whether it is enough to sort within groups. */
    boolean groupsInOrder() {
        return groupsInOrder;
    }

    /** Whether the lines of this group have to be sorted, if groups as such are in order. */
    boolean isUnordered(byte[] group) {
        return everyGroupSuspect || unorderedGroups.contains(Bytes.wrap(group));
    }

    private void foundUnordered(byte[] group) {
        inOrder = false;
        if (unorderedGroups.size() < NAMED_GROUPS_MAX) {
            unorderedGroups.add(Bytes.wrap(group));
        } else {
            everyGroupSuspect = true;
        }
    }

    private static final class Walk<T> {
        private final Arrangement arrangement;
        private final LineKind<T> kind;
        private byte @Nullable [] lastKey;
        private byte[] lastGroup = new byte[0];

        Walk(Arrangement arrangement, LineKind<T> kind) {
            this.arrangement = arrangement;
            this.kind = kind;
        }

        void see(T record) {
            byte[] key = kind.sortKey().apply(record);
            byte[] group = kind.groupKey().apply(record);
            if (lastKey != null) {
                // Equal keys are told apart by their lines only, so they count as unordered.
                boolean ascending = Arrays.compareUnsigned(lastKey, key) < 0;
                if (Arrays.equals(lastGroup, group)) {
                    if (!ascending) {
                        arrangement.foundUnordered(group);
                    }
                } else if (!isWhollyBefore(lastGroup, group)) {
                    arrangement.inOrder = false;
                    arrangement.groupsInOrder = false;
                }
            }
            lastKey = key;
            lastGroup = group;
        }

        /** Whether every line of one group sorts before every line of another: their keys go on with two NULs. */
        private static boolean isWhollyBefore(byte[] group, byte[] other) {
            int difference = Arrays.mismatch(group, other);
            if (difference == group.length) {
                return other[difference] != 0;
            }
            return difference < other.length && Byte.compareUnsigned(group[difference], other[difference]) < 0;
        }
    }
}
