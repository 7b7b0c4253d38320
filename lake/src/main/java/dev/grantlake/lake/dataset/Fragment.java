package dev.grantlake.lake.dataset;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.stream.Stream;

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

    /** Its files, those of the columns and that of the marks. */
    public List<CreatedFile> allFiles() {
        Stream<CreatedFile> columns = files.stream().map(file -> new CreatedFile(DatasetFolder.DATA, file.name()));
        return deletionFile == null
                ? columns.toList()
                : Stream.concat(columns, Stream.of(new CreatedFile(DatasetFolder.DELETIONS, deletionFile)))
                        .toList();
    }

    /** The first of its files that is not there; null if all are. */
    public @Nullable CreatedFile missingIn(DatasetFolders folders) {
        for (CreatedFile file : allFiles()) {
            if (!folders.folder(file.folder()).exists(file.name())) {
                return file;
            }
        }
        return null;
    }

    /** Bytes of the data files, 0 if they are not known. */
    public long dataBytes() {
        return files.stream().mapToLong(file -> Math.max(0, file.length())).sum();
    }
}
