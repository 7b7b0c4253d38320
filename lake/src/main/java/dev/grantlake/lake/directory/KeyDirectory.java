package dev.grantlake.lake.directory;

import dev.grantlake.base.Bytes;
import dev.grantlake.lake.dataset.RowAddress;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Where the row of every key of one version lies. Runs of keys, the newest first; for a key that several have, the
 * newest is right. Runs are merged in memory so that each is at least four times as large as the one before it: a
 * look-up touches few, and a key is copied a few times in its life. Immutable: a new version gets a new directory,
 * which shares the runs that have not changed.
 */
final class KeyDirectory {

    private static final int RATIO = 4;

    static final KeyDirectory EMPTY = new KeyDirectory(List.of());

    private final List<KeyRun> runs;

    private KeyDirectory(List<KeyRun> runs) {
        this.runs = List.copyOf(runs);
    }

    static KeyDirectory of(KeyRun run) {
        return run.count() == 0 ? EMPTY : new KeyDirectory(List.of(run));
    }

    /** The newest first. */
    List<KeyRun> runs() {
        return runs;
    }

    long memoryBytes() {
        return runs.stream().mapToLong(KeyRun::memoryBytes).sum();
    }

    /** What is known of the key, or {@link DirectoryEntry#ABSENT}. */
    long find(Bytes key) {
        return find(key.array(), key.offset(), key.length());
    }

    long find(byte[] key, int offset, int length) {
        long hash = BloomFilter.hash(key, offset, length);
        for (KeyRun run : runs) {
            long entry = run.find(key, offset, length, hash);
            if (entry != DirectoryEntry.ABSENT) {
                return entry;
            }
        }
        return DirectoryEntry.ABSENT;
    }

    /** The directory of the next version: what {@code newest} says of its keys is right from now on. */
    KeyDirectory plus(KeyRun newest) {
        if (newest.count() == 0) {
            return this;
        }
        KeyRun merged = newest;
        int first = 0;
        while (first < runs.size()
                && (long) merged.count() * RATIO > runs.get(first).count()) {
            merged = RunMerge.merge(merged, runs.get(first++), (newer, older) -> newer);
        }
        List<KeyRun> next = new ArrayList<>();
        next.add(merged);
        next.addAll(runs.subList(first, runs.size()));
        return new KeyDirectory(next);
    }

    /**
     * The directory of a version in which fragments were rewritten.
     *
     * @param removed the fragments that are no more
     * @param rewritten where their rows are now; a key that it does not have lost its row, and one whose row was
     *     replaced meanwhile keeps the newer one
     */
    KeyDirectory rewritten(Set<Integer> removed, KeyRun rewritten) {
        KeyRun all = KeyRun.EMPTY;
        for (KeyRun run : runs) {
            all = RunMerge.merge(all, run, (newer, older) -> newer);
        }
        KeyRunBuilder next = new KeyRunBuilder();
        int r = 0;
        for (int i = 0; i < all.count(); i++) {
            while (r < rewritten.count() && rewritten.compare(r, all, i) < 0) {
                r++;
            }
            if (!removed.contains(RowAddress.fragment(DirectoryEntry.address(all.entry(i))))) {
                all.copyTo(next, i);
            } else if (r < rewritten.count() && rewritten.compare(r, all, i) == 0) {
                rewritten.copyTo(next, r);
            }
        }
        return of(next.build());
    }
}
