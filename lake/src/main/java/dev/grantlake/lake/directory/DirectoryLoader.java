package dev.grantlake.lake.directory;

import dev.grantlake.lake.block.BlockCache;
import dev.grantlake.lake.dataset.DatasetVersion;
import dev.grantlake.lake.dataset.Fragment;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads the directory of a version: a dense one where it fits into memory, and a sparse one where it does not.
 *
 * @param limitBytes what the directory may take
 */
public record DirectoryLoader(long limitBytes) {

    /**
     * What was found.
     *
     * @param directory null if {@code unsorted} has to be sorted before there can be one
     * @param superseded addresses of rows whose key has a newer row: somebody else has written to the dataset
     * @param unsorted fragments that are in nobody's order, which only a dense directory can do with
     */
    public record Loaded(@Nullable KeyDirectory directory, List<Long> superseded, List<Fragment> unsorted) {}

    /**
     * Reads it.
     *
     * @param oneRowPerKey whether it is certain that no key of the version has two rows
     */
    public Loaded load(DatasetVersion version, BlockCache cache, boolean oneRowPerKey) {
        DenseLoader.Loaded dense = mayFit(version) ? DenseLoader.load(version, limitBytes) : null;
        return dense == null
                ? sparse(version, cache, oneRowPerKey)
                : new Loaded(dense.directory(), dense.superseded(), List.of());
    }

    /** False if there are too many keys even if they had no bytes. */
    private boolean mayFit(DatasetVersion version) {
        long keys = version.fragments().stream().mapToLong(Fragment::liveRows).sum();
        return keys * KeyRun.ENTRY_BYTES <= limitBytes;
    }

    private Loaded sparse(DatasetVersion version, BlockCache cache, boolean oneRowPerKey) {
        List<SparseRun> runs = new ArrayList<>();
        List<Fragment> unsorted = new ArrayList<>();
        for (Fragment fragment : version.fragments()) {
            SparseRun run = SparseLoader.load(version, fragment);
            if (run == null) {
                unsorted.add(fragment);
            } else {
                runs.add(run);
            }
        }
        if (!unsorted.isEmpty()) {
            return new Loaded(null, List.of(), unsorted);
        }
        SparseDirectory directory = new SparseDirectory(runs, limitBytes);
        List<Long> superseded = oneRowPerKey ? List.of() : SupersededRows.of(version, directory.over(version, cache));
        return new Loaded(directory, superseded, List.of());
    }
}
