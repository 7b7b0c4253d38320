package dev.grantlake.lake.dataset;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * Rows that were written together, as one version has them: the rows never change, the marks that say which of them are
 * gone do.
 *
 * @param id from 0 on; unique within a version
 * @param rows how many rows there are, marked ones counted
 * @param deleted how many rows are marked
 * @param files their columns
 * @param deletionFile the marks, in the folder {@link DatasetFolder#DELETIONS}; null if there are none
 */
public record Fragment(
        int id,
        int rows,
        int deleted,
        List<DataFile> files,
        @Nullable String deletionFile) {

    /** Rows that are not marked. */
    public int liveRows() {
        return rows - deleted;
    }

    /** The first of its files that is not there; null if all are. */
    public @Nullable CreatedFile missingIn(DatasetFolders folders) {
        for (DataFile file : files) {
            if (!folders.folder(DatasetFolder.DATA).exists(file.name())) {
                return new CreatedFile(DatasetFolder.DATA, file.name());
            }
        }
        return deletionFile == null || folders.folder(DatasetFolder.DELETIONS).exists(deletionFile)
                ? null
                : new CreatedFile(DatasetFolder.DELETIONS, deletionFile);
    }

    /** Bytes of the data files, 0 if they are not known. */
    public long dataBytes() {
        return files.stream().mapToLong(file -> Math.max(0, file.length())).sum();
    }
}
