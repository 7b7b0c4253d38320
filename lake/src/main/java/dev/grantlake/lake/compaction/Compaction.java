package dev.grantlake.lake.compaction;

import dev.grantlake.base.StorageException;
import dev.grantlake.lake.dataset.Addition;
import dev.grantlake.lake.dataset.Change;
import dev.grantlake.lake.dataset.Committed;
import dev.grantlake.lake.dataset.Dataset;
import dev.grantlake.lake.dataset.DatasetVersion;
import dev.grantlake.lake.dataset.Fragment;
import dev.grantlake.lake.dataset.NewFragment;
import dev.grantlake.lake.directory.Relocation;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;

import static java.util.Objects.requireNonNull;

/**
 * A copy of some fragments of one version, sorted by key and without the rows that are marked in it, which can take
 * their place in any later one: what has been marked in the fragments meanwhile is marked in the copy from the start.
 * Belongs to one thread.
 */
public final class Compaction {

    private final Map<Integer, CopiedFragment> copied;
    private final List<NewFragment> written;

    private Compaction(Map<Integer, CopiedFragment> copied, List<NewFragment> written) {
        this.copied = copied;
        this.written = written;
    }

    /**
     * Copies fragments of {@code version}, which stays open for as long as the result is used.
     *
     * @param horizon tombstones with a sequence number up to this one are not copied; 0 keeps all
     * @param stop asked every so often; once it says so, the copy ends, is not whole, and only good to be discarded
     */
    public static Compaction copy(
            Dataset dataset,
            DatasetVersion version,
            List<Fragment> chosen,
            long maxSeq,
            long horizon,
            int maxRows,
            BooleanSupplier stop) {
        CompactionRows rows = CompactionRows.of(version, chosen, maxSeq, horizon, stop);
        List<NewFragment> written = rows.count() == 0 ? List.of() : write(dataset, rows, maxRows, stop);
        Map<Integer, CopiedFragment> copied = rows.fragments().stream()
                .collect(Collectors.toMap(each -> each.fragment().id(), Function.identity()));
        return new Compaction(copied, written);
    }

    private static List<NewFragment> write(Dataset dataset, CompactionRows rows, int maxRows, BooleanSupplier stop) {
        try {
            return stop.getAsBoolean() ? List.of() : dataset.write(rows, rows.maxSeq(), maxRows);
        } catch (StorageException e) {
            // Some may take it for an error that there were no rows.
            if (stop.getAsBoolean()) {
                return List.of();
            }
            throw e;
        }
    }

    /** What was written. */
    public List<NewFragment> written() {
        return written;
    }

    /**
     * Whether the copy is still one of what {@code present} has. It is not if somebody has put other columns in the
     * place of a fragment's, or has brought back rows of it.
     */
    public boolean fits(DatasetVersion present) {
        return present.fragments().stream()
                .filter(fragment -> copied.containsKey(fragment.id()))
                .allMatch(fragment ->
                        fits(fragment, requireNonNull(copied.get(fragment.id())).fragment()));
    }

    private static boolean fits(Fragment present, Fragment before) {
        return present.files().equals(before.files()) && present.deleted() >= before.deleted();
    }

    /** What puts the copy in the place of the fragments that {@code present} still has. */
    public Change change(DatasetVersion present, Map<String, String> properties) {
        Map<Integer, Fragment> here = new HashMap<>();
        present.fragments().forEach(fragment -> here.put(fragment.id(), fragment));
        BitSet dead = new BitSet();
        Set<Integer> removed = new HashSet<>();
        copied.forEach((id, fragment) -> {
            Fragment now = here.get(id);
            if (now == null) {
                fragment.addAllDead(dead);
            } else {
                fragment.addDead(present, now, dead);
                removed.add(id);
            }
        });
        List<Addition> additions = new ArrayList<>();
        int first = 0;
        for (NewFragment fragment : written) {
            BitSet marks = dead.get(first, first + fragment.rows());
            if (marks.cardinality() < fragment.rows()) {
                additions.add(Addition.of(fragment, marks.stream().toArray()));
            }
            first += fragment.rows();
        }
        return new Change(present.number(), additions, Map.of(), removed, properties);
    }

    /** Where the rows are after {@code change}. */
    public Relocation relocation(Change change, Committed committed) {
        List<Relocation.Part> parts = new ArrayList<>();
        int first = 0;
        for (NewFragment fragment : written) {
            int added = parts.size();
            if (added < change.added().size() && change.added().get(added).fragment() == fragment) {
                parts.add(new Relocation.Part(first, committed.added().get(added)));
            }
            first += fragment.rows();
        }
        Map<Integer, int[]> places = new HashMap<>();
        copied.forEach((id, fragment) -> places.put(id, fragment.places()));
        return new Relocation(places, parts);
    }

    /** What was written and is not in {@code change}: all its rows have been marked meanwhile. */
    public List<NewFragment> leftOver(Change change) {
        Set<NewFragment> added = change.added().stream().map(Addition::fragment).collect(Collectors.toSet());
        return written.stream().filter(fragment -> !added.contains(fragment)).toList();
    }
}
