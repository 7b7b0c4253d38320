package dev.grantlake.lake.maintenance;

import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.lake.dataset.Column;
import dev.grantlake.lake.dataset.DataFile;
import dev.grantlake.lake.dataset.Dataset;
import dev.grantlake.lake.dataset.DatasetFolder;
import dev.grantlake.lake.dataset.DatasetFolders;
import dev.grantlake.lake.dataset.DatasetLocation;
import dev.grantlake.lake.dataset.DatasetVersion;
import dev.grantlake.lake.dataset.Fragment;
import dev.grantlake.lake.dataset.RowBatches;
import dev.grantlake.vfs.WritableVfs;
import org.jspecify.annotations.Nullable;

import java.util.EnumSet;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;

/**
 * Opens a dataset whose newest versions a loss of power may have taken apart. Its keeper opens what has an empty data
 * file without a word, and what has an empty manifest not at all. Versions that nobody knows to be on disk are looked
 * at before they are believed; one that is not whole goes, with all after it, into a folder beside, and the log has its
 * rows.
 */
final class DatasetHealing {

    private static final long FIRST = 1;

    private final DatasetLocation location;
    /** Versions up to this one are on disk. */
    private final long trusted;

    private DatasetHealing(DatasetLocation location, long trusted) {
        this.location = location;
        this.trusted = trusted;
    }

    /**
     * The dataset, sound as far as it is not known to be; the caller closes it. One that was only half made is made
     * anew.
     *
     * @param trusted the newest version that is known to be on disk, 0 if nothing is known
     * @throws StorageException if even that version cannot be read, or none if nothing is known
     */
    static Dataset open(DatasetLocation location, long trusted) {
        return new DatasetHealing(location, trusted).open();
    }

    private Dataset open() {
        Dataset dataset = readable();
        long broken;
        try {
            broken = firstBroken(dataset);
            if (broken == 0) {
                requireWholeHead(dataset);
                TornTags.setAside(dataset.folders());
                return dataset;
            }
        } catch (RuntimeException | Error e) {
            try (dataset) {
                throw e;
            }
        }
        dataset.close();
        setAside(broken);
        return open();
    }

    /** What was on disk may have been cut or lost since: that is said here, by name, and not by some read. */
    private static void requireWholeHead(Dataset dataset) {
        try (DatasetVersion head = dataset.head()) {
            requireWhole(dataset, head);
        }
    }

    /** The dataset at the newest version that has a manifest which can be read. */
    private Dataset readable() {
        while (true) {
            try {
                return location.open();
            } catch (StorageException e) {
                long newest = newest();
                if (trusted == 0 && newest <= FIRST && holdsNoRows()) {
                    setAside(FIRST);
                    return location.create();
                }
                // Without a checkpoint, what cannot be opened may be anything.
                if (trusted == 0 || newest <= trusted) {
                    throw e;
                }
                setAside(newest);
            }
        }
    }

    /** Whether it is what the power has left of a dataset that was being made: nothing was ever written to it. */
    private boolean holdsNoRows() {
        try (DatasetFolders folders = location.folders()) {
            return folders.folder(DatasetFolder.DATA).list().isEmpty()
                    && folders.folder(DatasetFolder.DELETIONS).list().isEmpty();
        }
    }

    private long newest() {
        if (!location.exists()) {
            // Who asks for its folders is given some: none are made where somebody may put it back.
            return 0;
        }
        try (DatasetFolders folders = location.folders()) {
            return manifests(folders).isEmpty() ? 0 : manifests(folders).lastKey();
        }
    }

    private NavigableMap<Long, String> manifests(DatasetFolders folders) {
        NavigableMap<Long, String> manifests = new TreeMap<>();
        for (String name : folders.folder(DatasetFolder.VERSIONS).list()) {
            long number = location.versionOf(name);
            if (number > 0) {
                manifests.put(number, name);
            }
        }
        return manifests;
    }

    /** The first version beyond the trusted one that is not whole; 0 if all are. */
    private long firstBroken(Dataset dataset) {
        NavigableSet<Long> numbers;
        try (DatasetFolders folders = location.folders()) {
            numbers = manifests(folders).navigableKeySet();
        }
        // Where nothing is known to be on disk there is nothing to go back to: the newest must stand.
        for (long number : trusted == 0 ? numbers.tailSet(numbers.last(), true) : numbers.tailSet(trusted, false)) {
            StorageException fault = fault(dataset, number);
            if (fault != null && trusted == 0) {
                throw fault;
            }
            if (fault != null) {
                return number;
            }
        }
        return 0;
    }

    private static @Nullable StorageException fault(Dataset dataset, long number) {
        try (DatasetVersion version = dataset.at(number)) {
            requireWhole(dataset, version);
            // Columns that are not ours are not for us to read, and refused by who comes next.
            if (!version.columns().contains(Column.TOMBSTONE.description())) {
                return null;
            }
            // Every file of marks is read for this.
            try (RowBatches rows = version.rows(EnumSet.of(Column.TOMBSTONE))) {
                while (rows.next() != null) {}
            }
            return null;
        } catch (StorageException e) {
            return e;
        }
    }

    /** Looks at the files of a version from outside: whether they are there, and as long as they were. */
    private static void requireWhole(Dataset dataset, DatasetVersion version) {
        WritableVfs data = dataset.folders().folder(DatasetFolder.DATA);
        WritableVfs deletions = dataset.folders().folder(DatasetFolder.DELETIONS);
        for (Fragment fragment : version.fragments()) {
            for (DataFile file : fragment.files()) {
                long length = data.size(file.name());
                if (length == 0 || (file.length() != DataFile.UNKNOWN_LENGTH && length != file.length())) {
                    throw StorageException.corrupt(
                            Location.of(data.description() + "/" + file.name(), "data file"),
                            file.length() == DataFile.UNKNOWN_LENGTH ? "something" : file.length() + " bytes",
                            length + " bytes");
                }
            }
            String marks = fragment.deletionFile();
            if (marks != null && deletions.size(marks) == 0) {
                throw StorageException.corrupt(
                        Location.of(deletions.description() + "/" + marks, "deletion file"), "something", "0 bytes");
            }
        }
    }

    /** Takes this version and all after it out of the dataset, the newest first, so that what is left has no gap. */
    private void setAside(long first) {
        try (DatasetFolders folders = location.folders()) {
            WritableVfs versions = folders.folder(DatasetFolder.VERSIONS);
            Quarantine quarantine = Quarantine.of(folders);
            manifests(folders)
                    .tailMap(first, true)
                    .descendingMap()
                    .values()
                    .forEach(name -> quarantine.take(versions, name));
        }
    }
}
