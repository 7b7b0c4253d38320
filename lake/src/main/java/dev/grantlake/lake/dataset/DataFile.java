package dev.grantlake.lake.dataset;

/**
 * A file with columns of one fragment, which never changes.
 *
 * @param name in the folder {@link DatasetFolder#DATA}
 * @param length bytes, as the dataset has it on record, or {@link #UNKNOWN_LENGTH}
 */
public record DataFile(String name, long length) {

    /** Where nobody wrote down how long the file is. */
    public static final long UNKNOWN_LENGTH = -1;
}
