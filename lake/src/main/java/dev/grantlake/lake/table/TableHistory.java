package dev.grantlake.lake.table;

import java.util.List;
import java.util.Map;

/** The versions of a table that are still there, and names for them. Thread-safe. */
public interface TableHistory {

    /** All versions, by ascending number. Each is opened for this, once; no row is read. */
    List<TableVersion> versions();

    /** Versions by their names, in the order of the names. */
    Map<String, Long> tags();

    /**
     * Names a version, in place of the one that has this name; it is not pruned while it has one. When this returns,
     * the name is on disk.
     *
     * @param name 1 to 200 letters, digits, {@code -}, {@code _} and {@code .}, the last not at either end, nor two
     *     together
     * @throws dev.grantlake.base.StorageException of kind {@code INVALID_ARGUMENT} if the name is of another form
     * @throws dev.grantlake.lake.error.VersionNotFound if there is no such version
     */
    void tag(String name, long version);

    /**
     * Takes a name away.
     *
     * @throws dev.grantlake.base.StorageException of kind {@code NOT_FOUND} if no version has it
     */
    void untag(String name);
}
