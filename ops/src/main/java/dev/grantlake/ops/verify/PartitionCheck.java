package dev.grantlake.ops.verify;

import dev.grantlake.base.BigEndian;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.records.codec.DigestCodec;
import dev.grantlake.records.key.DerivedKeys;
import dev.grantlake.records.key.DigestKey;
import dev.grantlake.records.key.GrantKeyMatcher;
import dev.grantlake.records.key.IndexFamily;
import dev.grantlake.records.key.KeyFamily;
import dev.grantlake.records.key.TupleCodec;
import dev.grantlake.records.row.Row;
import dev.grantlake.store.GrantDigest;
import dev.grantlake.wire.storage.v3.GrantRecord;
import org.jspecify.annotations.Nullable;

import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;

/**
 * Goes through grants, entitlements and digests side by side, entitlement by entitlement: all three are sorted by the
 * same four components, here called the partition. Checks each row, folds the digest of each partition anew, adds up
 * the index entries that the grants owe, and sees which entitlements and resources are only referred to. Keeps one
 * partition's sums in memory, never its grants.
 */
final class PartitionCheck implements Runnable {

    private static final int COMPONENTS = 4;
    private static final int HEADER = 3;
    private static final Bytes SEPARATOR = Bytes.wrap(new byte[] {TupleCodec.SEPARATOR});

    private final RecordScope scope;
    private final SyncState state;
    private final RowTotals totals;
    private final LostAccess lostAccess;
    private final Ingestion ingestion;
    private final @Nullable Bytes from;
    private final @Nullable Bytes to;
    private final RowCheck grantCheck;
    private final GrantKeyMatcher matcher = new GrantKeyMatcher();
    private final RowCheck entitlementCheck;
    private final PartitionFold fold = new PartitionFold();
    private final IndexSums owed;

    /** The grants of a partition; {@code sound} if all of them are. */
    private record Found(long count, boolean sound) {}

    /**
     * A check of the partitions from {@code from} up to, but without {@code to}.
     *
     * @param from null for no bound
     * @param to null for no bound
     */
    PartitionCheck(
            RecordScope scope,
            SyncState state,
            Suspects suspects,
            RowTotals totals,
            LostAccess lostAccess,
            Ingestion ingestion,
            @Nullable Bytes from,
            @Nullable Bytes to) {
        this.scope = scope;
        this.state = state;
        this.totals = totals;
        this.lostAccess = lostAccess;
        this.ingestion = ingestion;
        this.from = from;
        this.to = to;
        this.grantCheck = new RowCheck(scope, suspects, KeyFamily.GRANT);
        this.entitlementCheck = new RowCheck(scope, suspects, KeyFamily.ENTITLEMENT);
        this.owed = new IndexSums(scope.seed());
    }

    /** The partition of a grant's key, or null if it has too few components for one. */
    static @Nullable Bytes partitionOf(Bytes grant) {
        if (!hasComponents(grant)) {
            return null;
        }
        int components = 0;
        for (int i = HEADER; i < grant.length(); i++) {
            if (grant.at(i) == TupleCodec.SEPARATOR && ++components == COMPONENTS) {
                return grant.slice(HEADER, i - HEADER);
            }
        }
        return null;
    }

    private static boolean hasComponents(Bytes key) {
        return key.length() >= HEADER && key.at(HEADER - 1) == TupleCodec.SEPARATOR;
    }

    @Override
    public void run() {
        KeyRange digests = DigestKey.partitions();
        try (Entries grants = scope.entries(range(KeyFamily.GRANT));
                Entries entitlements = scope.entries(range(KeyFamily.ENTITLEMENT));
                Nodes nodes = new Nodes(
                        scope,
                        new KeyRange(
                                from == null ? digests.from() : DigestKey.root(from),
                                to == null ? digests.to() : DigestKey.root(to)));
                SortedKeys resources = new SortedKeys(scope, KeyRange.prefix(KeyFamily.RESOURCE.header()))) {
            grants.next();
            entitlements.next();
            OwnerReferences owners = new OwnerReferences(scope, state, ingestion.verdict(), resources);
            for (Bytes partition = least(grants, entitlements, nodes);
                    partition != null;
                    partition = least(grants, entitlements, nodes)) {
                partition(partition, grants, entitlements, nodes, owners);
            }
            owners.end();
        }
        totals.addOwed(owed);
    }

    private KeyRange range(KeyFamily family) {
        KeyRange all = KeyRange.prefix(family.header());
        Bytes header = family.header().plus(SEPARATOR);
        return new KeyRange(from == null ? all.from() : header.plus(from), to == null ? all.to() : header.plus(to));
    }

    /** The first partition that any of the three stands on. Grants whose keys have none are checked and passed over. */
    private @Nullable Bytes least(Entries grants, Entries entitlements, Nodes nodes) {
        Bytes least = null;
        while (grants.valid() && least == null) {
            least = partitionOf(grants.key().copy());
            if (least == null) {
                grantCheck.passes(row(grants));
                grants.next();
            }
        }
        while (entitlements.valid() && !hasComponents(entitlements.key().copy())) {
            entitlementCheck.passes(row(entitlements));
            entitlements.next();
        }
        if (entitlements.valid()) {
            least = lesser(least, entitlements.key().copy().from(HEADER));
        }
        Nodes.Node node = nodes.node();
        return node == null ? least : lesser(least, node.partition());
    }

    private static Bytes lesser(@Nullable Bytes first, Bytes second) {
        return first == null || second.compareTo(first) < 0 ? second : first;
    }

    private void partition(Bytes partition, Entries grants, Entries entitlements, Nodes nodes, OwnerReferences owners) {
        boolean recorded = entitlement(partition, entitlements);
        Nodes.Node node = nodes.nodeOf(partition);
        GrantDigest root = null;
        int width = 0;
        if (node != null && node.key().level() == DigestKey.Level.ROOT) {
            try {
                width = DigestCodec.width(node.row());
                root = DigestCodec.root(node.row());
            } catch (StorageException e) {
                scope.report(FindingCode.DIGEST_MALFORMED, node.row().key(), "not the value of a root", "");
            }
            nodes.next();
        }
        boolean anyMissing = owners.enter(partition, recorded);
        Found found = grants(partition, grants, root == null ? -1 : width, anyMissing ? owners : null);
        owners.leave();
        long count = found.count();
        boolean certain = found.sound() && !scope.lost().touches(rangeOf(partition));
        if (root == null) {
            totals.missDigest(count);
            withoutRoot(partition, nodes, recorded || count > 0);
        } else {
            // An error in one root shows there, and must not show a second time in the digest of all.
            totals.addDigest(certain ? fold.hash() : root.hash(), certain ? fold.count() : root.count());
            digests(partition, root, nodes, certain);
        }
        totals.grants.add(partition, count);
    }

    private boolean entitlement(Bytes partition, Entries entitlements) {
        if (!entitlements.valid()
                || entitlements.key().length() != HEADER + partition.length()
                || !entitlements.key().copy().from(HEADER).equals(partition)) {
            return scope.lost().contains(entitlementKey(partition));
        }
        Row row = row(entitlements);
        if (entitlementCheck.passes(row)) {
            totals.entitlements.add(partition, 1);
            ingestion.entitlement(row);
        }
        entitlements.next();
        return true;
    }

    /**
     * Checks the grants of a partition and folds them.
     *
     * @param width of the stored digest, or -1 if there is none, and then the grants owe no hash entries
     * @param owners is to see the grants, if it is given
     */
    private Found grants(Bytes partition, Entries grants, int width, @Nullable OwnerReferences owners) {
        Bytes prefix = KeyFamily.GRANT.header().plus(SEPARATOR).plus(partition).plus(SEPARATOR);
        Set<IndexFamily> wanted = EnumSet.of(IndexFamily.GRANT_NEEDS_EXPANSION);
        if (!state.principalIndexPending()) {
            wanted.add(IndexFamily.GRANT_BY_PRINCIPAL);
        }
        if (width >= 0 && state.digestsCount()) {
            wanted.add(IndexFamily.PRINCIPAL_HASH);
        }
        fold.start(Math.max(0, width));
        int hashAt = prefix.length() + 1;
        long count = 0;
        boolean sound = true;
        for (; grants.valid() && grants.key().startsWith(prefix); grants.next()) {
            Row row = row(grants);
            count++;
            if (!grantCheck.passes(row, matcher)) {
                sound = false;
                continue;
            }
            if (owners != null) {
                owners.grant(row);
            }
            DerivedKeys.ofGrant(row, wanted, (index, key, value) -> {
                if (index == IndexFamily.PRINCIPAL_HASH) {
                    int bucket = (key.at(hashAt) & 0xff) << Byte.SIZE | (key.at(hashAt + 1) & 0xff);
                    fold.add(bucket, BigEndian.getLong(value.array(), value.offset()));
                }
                if (index == IndexFamily.GRANT_NEEDS_EXPANSION) {
                    expansion(row);
                }
                owes(index, key, value);
            });
        }
        return new Found(count, sound);
    }

    private void owes(IndexFamily index, Bytes key, Bytes value) {
        if (scope.lost().contains(key)) {
            lostAccess.entry(index, key);
        } else {
            owed.add(index, key, value);
        }
    }

    /** What is wrong with a grant that is to be expanded. */
    private void expansion(Row row) {
        if (row.message().message(GrantRecord.EXPANSION_FIELD_NUMBER) == null) {
            scope.report(
                    FindingCode.RECORD_EXPANSION,
                    row.key(),
                    "a grant that is to be expanded, and does not say into what",
                    AccessText.ofRow(row.key()));
        }
    }

    private void withoutRoot(Bytes partition, Nodes nodes, boolean expected) {
        if (!state.digestsCount() || scope.lost().contains(DigestKey.root(partition))) {
            passOver(partition, nodes);
            return;
        }
        for (Nodes.Node leaf = nodes.nodeOf(partition); leaf != null; leaf = nodes.nodeOf(partition)) {
            scope.report(FindingCode.DIGEST_LEFTOVER, leaf.row().key(), "a leaf without a root", "");
            nodes.next();
        }
        Bytes key = DigestKey.root(partition);
        if (expected && state.wholeDigest().isPresent()) {
            scope.report(
                    FindingCode.DIGEST_MISSING,
                    key,
                    "no digest of an entitlement, although there is one of the whole file",
                    access(partition));
        }
    }

    private static void passOver(Bytes partition, Nodes nodes) {
        while (nodes.nodeOf(partition) != null) {
            nodes.next();
        }
    }

    private void digests(Bytes partition, GrantDigest root, Nodes nodes, boolean certain) {
        if (!certain || !state.digestsCount()) {
            passOver(partition, nodes);
            return;
        }
        if (root.count() != fold.count() || root.hash() != fold.hash()) {
            mismatch(DigestKey.root(partition), partition, root, fold.count(), fold.hash());
        }
        int next = 0;
        for (Nodes.Node leaf = nodes.nodeOf(partition); leaf != null; leaf = nodes.nodeOf(partition)) {
            next = leaf(leaf, partition, next);
            nodes.next();
        }
        missingLeaves(partition, next, fold.buckets());
    }

    /** Compares a leaf; {@code next} is the first bucket that no leaf has spoken for, and so is the result. */
    private int leaf(Nodes.Node leaf, Bytes partition, int next) {
        int bucket = fold.buckets() == 1 ? -1 : fold.bucketOf(leaf.key().bucket());
        if (leaf.key().level() != DigestKey.Level.LEAF || bucket < next) {
            scope.report(
                    FindingCode.DIGEST_LEFTOVER,
                    leaf.row().key(),
                    "a node that the width of the root does not foresee",
                    access(partition));
            return next;
        }
        missingLeaves(partition, next, bucket);
        try {
            GrantDigest stored = DigestCodec.sum(leaf.row());
            if (stored.count() == 0 || stored.count() != fold.count(bucket) || stored.hash() != fold.hash(bucket)) {
                mismatch(leaf.row().key(), partition, stored, fold.count(bucket), fold.hash(bucket));
            }
        } catch (StorageException e) {
            scope.report(FindingCode.DIGEST_MALFORMED, leaf.row().key(), "not the value of a leaf", "");
        }
        return bucket + 1;
    }

    private void missingLeaves(Bytes partition, int from, int to) {
        for (int bucket = from; fold.buckets() > 1 && bucket < to; bucket++) {
            if (fold.count(bucket) > 0 && scope.lost().isEmpty()) {
                scope.report(
                        FindingCode.DIGEST_MISSING,
                        DigestKey.root(partition),
                        "no leaf for bucket " + bucket + " of " + fold.buckets() + ", which has "
                                + AccessText.count(fold.count(bucket), "grant"),
                        access(partition));
            }
        }
    }

    private void mismatch(Bytes key, Bytes partition, GrantDigest stored, long count, long hash) {
        HexFormat hex = HexFormat.of();
        scope.report(
                FindingCode.DIGEST_MISMATCH,
                key,
                "the digest says " + AccessText.count(stored.count(), "grant") + ", " + hex.toHexDigits(stored.hash())
                        + "; the grants make " + count + ", " + hex.toHexDigits(hash),
                access(partition));
    }

    private Row row(Entries entries) {
        return new Row(scope.file(), entries.key().copy(), entries.value().retain());
    }

    private static Bytes entitlementKey(Bytes partition) {
        return KeyFamily.ENTITLEMENT.header().plus(SEPARATOR).plus(partition);
    }

    private static KeyRange rangeOf(Bytes partition) {
        return KeyRange.prefix(
                KeyFamily.GRANT.header().plus(SEPARATOR).plus(partition).plus(SEPARATOR));
    }

    private static String access(Bytes partition) {
        return "grants of " + AccessText.ofResource(partition);
    }
}
