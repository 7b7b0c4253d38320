package dev.grantlake.lake.dataset;

/** Where a dataset is or will be. */
public interface DatasetLocation {

    /** The place as error messages name it. */
    String description();

    /** Whether there is a dataset, sound or not. */
    boolean exists();

    /** Makes a dataset of the columns {@link Column#SCHEMA} and no rows, version 1; the caller closes it. */
    Dataset create();

    /**
     * Opens the dataset at its newest version; the caller closes it. That it opens does not mean that all its files are
     * there.
     *
     * @throws dev.grantlake.base.StorageException if there is none, or its newest version cannot be read
     */
    Dataset open();

    /** The folders of the dataset, without opening it; the caller closes them. */
    DatasetFolders folders();

    /** The version that a file in the folder {@link DatasetFolder#VERSIONS} is for, or -1 if it is something else. */
    long versionOf(String manifestName);
}
