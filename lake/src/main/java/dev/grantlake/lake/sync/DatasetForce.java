package dev.grantlake.lake.sync;

import dev.grantlake.lake.dataset.CreatedFile;
import dev.grantlake.lake.dataset.Dataset;
import dev.grantlake.lake.dataset.DatasetFolder;
import dev.grantlake.lake.dataset.DatasetFolders;
import dev.grantlake.lake.dataset.DatasetVersion;
import dev.grantlake.lake.dataset.VersionEntry;
import dev.grantlake.vfs.WritableVfs;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Puts files of a dataset on disk, and then the names of the folders that they are in. The keeper of a dataset forces
 * nothing: without this a loss of power takes versions that were acknowledged.
 */
public final class DatasetForce {

    private DatasetForce() {}

    /**
     * Forces these files.
     *
     * @throws dev.grantlake.base.StorageException of kind {@code IO} if the system refuses; nobody knows then what is
     *     on disk, and another try proves nothing
     */
    public static void force(DatasetFolders folders, Collection<CreatedFile> files) {
        Set<DatasetFolder> touched = EnumSet.noneOf(DatasetFolder.class);
        for (CreatedFile file : new LinkedHashSet<>(files)) {
            folders.folder(file.folder()).force(file.name());
            touched.add(file.folder());
        }
        for (DatasetFolder folder : touched) {
            WritableVfs names = folders.folder(folder);
            names.force();
        }
    }

    /**
     * Every file that {@code head} needs and {@code known} does not, and those of the versions in between: what is not
     * on disk when all of {@code known} is.
     *
     * @param known null if nothing is known to be on disk
     */
    public static List<CreatedFile> since(Dataset dataset, @Nullable DatasetVersion known, DatasetVersion head) {
        Set<CreatedFile> safe = known == null ? Set.of() : new HashSet<>(files(known));
        List<CreatedFile> since = new ArrayList<>(files(head));
        since.removeAll(safe);
        for (VersionEntry version : dataset.versions()) {
            if (version.number() <= head.number() && (known == null || version.number() > known.number())) {
                since.add(new CreatedFile(DatasetFolder.VERSIONS, dataset.manifestName(version.number())));
            }
        }
        return since;
    }

    /** The files that the fragments of a version need. */
    private static List<CreatedFile> files(DatasetVersion version) {
        return version.fragments().stream()
                .flatMap(fragment -> fragment.allFiles().stream())
                .toList();
    }
}
