package dev.grantlake.ops.verify;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.records.key.DerivedKeys;
import dev.grantlake.records.key.DigestKey;
import dev.grantlake.records.key.IndexFamily;
import dev.grantlake.records.key.KeyFamily;
import dev.grantlake.records.row.Row;
import org.jspecify.annotations.Nullable;

import java.util.BitSet;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds out what is wrong with an index whose sums are not those of its rows: walks rows and index again, and of those
 * buckets that differ it brings the entries together, so many buckets at a time as memory allows.
 */
final class IndexDifferences {

    /** Entries that are held at a time: some tens of megabytes. */
    private static final int MAX_HELD = 100_000;

    /** Passes over the file; a bucket of a hundred million rows has 25,000. */
    private static final int MAX_PASSES = 8;

    private final RecordScope scope;
    private final IndexFamily index;
    private final boolean complete;
    private final EntrySums owed;
    private final EntrySums found;

    /**
     * A comparison of one index.
     *
     * @param scope without the rows that are unsound
     * @param complete whether every row that owes an entry must have it
     */
    IndexDifferences(RecordScope scope, IndexFamily index, boolean complete, EntrySums owed, EntrySums found) {
        this.scope = scope;
        this.index = index;
        this.complete = complete;
        this.owed = owed;
        this.found = found;
    }

    /** Reports each missing, orphaned and wrong entry, as far as anybody wants to know. */
    void report() {
        BitSet differing = owed.differences(found);
        if (differing.isEmpty()) {
            return;
        }
        if (found.count() == 0 || owed.count() == 0) {
            if (complete || found.count() > 0) {
                wholly();
            }
            return;
        }
        for (int pass = 0; pass < MAX_PASSES && !differing.isEmpty() && !enough(); pass++) {
            BitSet part = take(differing);
            compare(part);
            differing.andNot(part);
        }
        if (!differing.isEmpty()) {
            scope.findings()
                    .add(Finding.ofKeys(
                            complete ? FindingCode.INDEX_MISSING : FindingCode.INDEX_ORPHAN,
                            scope.file(),
                            KeyRange.prefix(header()),
                            index.label() + ": more entries are wrong than are listed; the index has " + found.count()
                                    + ", the rows call for " + owed.count(),
                            ""));
        }
    }

    private boolean enough() {
        return scope.findings().isFull(FindingCode.INDEX_MISSING)
                && scope.findings().isFull(FindingCode.INDEX_ORPHAN);
    }

    private void wholly() {
        boolean empty = found.count() == 0;
        scope.findings()
                .add(Finding.ofKeys(
                        empty ? FindingCode.INDEX_MISSING : FindingCode.INDEX_ORPHAN,
                        scope.file(),
                        KeyRange.prefix(header()),
                        empty
                                ? index.label() + ": the index is empty, the rows call for " + owed.count() + " entries"
                                : index.label() + ": the index has " + found.count()
                                        + " entries, the rows call for none",
                        ""));
    }

    private BitSet take(BitSet differing) {
        BitSet part = new BitSet(EntrySums.BUCKETS);
        long held = 0;
        for (int bucket = differing.nextSetBit(0); bucket >= 0; bucket = differing.nextSetBit(bucket + 1)) {
            held += owed.count(bucket);
            if (held > MAX_HELD && !part.isEmpty()) {
                break;
            }
            part.set(bucket);
        }
        return part;
    }

    private void compare(BitSet buckets) {
        Map<Bytes, Bytes> missing = owedIn(buckets);
        try (Entries entries = scope.entries(KeyRange.prefix(header()));
                SortedKeys roots = new SortedKeys(scope, DigestKey.partitions())) {
            while (entries.next()) {
                Bytes key = entries.key().copy();
                if (buckets.get(EntrySums.bucket(key, scope.seed())) && concerns(key, roots)) {
                    judge(key, entries.value().copy(), missing.remove(key));
                }
            }
        }
        if (complete) {
            new TreeSet<>(missing.keySet()).forEach(this::missing);
        }
    }

    /** Entries of rows that cannot be read, or of entitlements without a digest, are not compared. */
    private boolean concerns(Bytes key, SortedKeys roots) {
        Bytes row;
        try {
            row = scope.keys().rowOf(index, key, scope.file());
        } catch (StorageException e) {
            return true;
        }
        return !scope.lost().contains(row)
                && (index != IndexFamily.PRINCIPAL_HASH || roots.contains(DigestKey.root(partition(row))));
    }

    private void judge(Bytes key, Bytes value, @Nullable Bytes expected) {
        if (expected == null) {
            orphan(key);
        } else if (!expected.equals(value)) {
            scope.report(
                    FindingCode.INDEX_VALUE,
                    key,
                    index.label() + ": expected the value " + (expected.isEmpty() ? "of no bytes" : expected)
                            + ", found " + value);
        }
    }

    private void orphan(Bytes key) {
        String reason;
        try {
            scope.keys().rowOf(index, key, scope.file());
            reason = "an entry that no row calls for";
        } catch (StorageException e) {
            reason = "an entry that has not the form of this index";
        }
        scope.report(FindingCode.INDEX_ORPHAN, key, index.label() + ": " + reason);
    }

    private void missing(Bytes key) {
        scope.report(FindingCode.INDEX_MISSING, key, index.label() + ": a row without its entry");
    }

    private Map<Bytes, Bytes> owedIn(BitSet buckets) {
        Map<Bytes, Bytes> entries = new HashMap<>();
        KeyFamily family = index.rows();
        Set<IndexFamily> wanted = EnumSet.of(index);
        DerivedKeys.Sink sink = (owing, key, value) -> {
            if (buckets.get(EntrySums.bucket(key, scope.seed()))
                    && !scope.lost().contains(key)) {
                entries.put(key, value);
            }
        };
        try (Entries rows = scope.entries(KeyRange.prefix(scope.keys().header(family)));
                SortedKeys roots = new SortedKeys(scope, DigestKey.partitions())) {
            while (rows.next()) {
                Row row = new Row(scope.file(), rows.key().copy(), rows.value().retain());
                if (index != IndexFamily.PRINCIPAL_HASH || roots.contains(DigestKey.root(partition(row.key())))) {
                    scope.keys().entries(family, row, wanted, sink);
                }
            }
        }
        return entries;
    }

    private Bytes header() {
        return scope.keys().header(index);
    }

    private static Bytes partition(Bytes grant) {
        Bytes partition = PartitionCheck.partitionOf(grant);
        return partition == null ? Bytes.EMPTY : partition;
    }
}
