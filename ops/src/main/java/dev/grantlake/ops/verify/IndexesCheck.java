package dev.grantlake.ops.verify;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.records.key.IndexFamily;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Adds up the entries of all indexes of a sync, and compares them with what its rows owe. */
final class IndexesCheck {

    private final RecordScope scope;
    private final SyncState state;
    private final LostAccess lostAccess;
    private final IngestVerdict verdict;
    private final List<Bytes> samples;

    /**
     * A check of the indexes of one sync.
     *
     * @param scope without the rows that are unsound
     * @param samples keys of the file, spread over it, at which work may be divided
     */
    IndexesCheck(
            RecordScope scope, SyncState state, LostAccess lostAccess, IngestVerdict verdict, List<Bytes> samples) {
        this.scope = scope;
        this.state = state;
        this.lostAccess = lostAccess;
        this.verdict = verdict;
        this.samples = samples;
    }

    /**
     * Checks these indexes.
     *
     * @param complete those that must have an entry for every row that owes one; of others only what is there is
     *     checked
     * @param owed what the rows owe
     */
    void run(Set<IndexFamily> compared, Set<IndexFamily> complete, IndexSums owed, Attempts attempts) {
        Map<IndexFamily, List<IndexCheck>> checks = new EnumMap<>(IndexFamily.class);
        List<Runnable> tasks = new ArrayList<>();
        for (IndexFamily index : compared) {
            for (KeyRange part : parts(index)) {
                IndexCheck check = new IndexCheck(scope, state, index, part, lostAccess, verdict);
                checks.computeIfAbsent(index, family -> new ArrayList<>()).add(check);
                tasks.add(check);
            }
        }
        attempts.run(tasks);
        if (!attempts.incomplete()) {
            checks.forEach((index, parts) -> {
                IndexSums found = new IndexSums(scope.seed());
                parts.forEach(part -> found.add(part.found()));
                new IndexDifferences(scope, index, complete.contains(index), owed.of(index), found.of(index)).report();
            });
        }
    }

    private List<KeyRange> parts(IndexFamily index) {
        Bytes header = scope.keys().header(index);
        KeyRange all = KeyRange.prefix(header);
        List<Bytes> cuts = new ArrayList<>();
        for (Bytes sample : samples) {
            if (sample.startsWith(header) && sample.length() > header.length() + 1) {
                // Not inside of the entries of one principal or parent.
                int start = header.length() + 1;
                Bytes cut = sample.slice(0, start).plus(AccessText.firstTwo(sample.from(start)));
                if (!cuts.contains(cut)) {
                    cuts.add(cut);
                }
            }
        }
        cuts.sort(Comparator.naturalOrder());
        List<KeyRange> parts = new ArrayList<>();
        Bytes from = all.from();
        for (Bytes cut : cuts) {
            parts.add(new KeyRange(from, cut));
            from = cut;
        }
        parts.add(new KeyRange(from, all.to()));
        return parts;
    }
}
