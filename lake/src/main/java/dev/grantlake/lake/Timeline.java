package dev.grantlake.lake;

import dev.grantlake.lake.table.Table;
import dev.grantlake.lake.table.TableVersion;
import dev.grantlake.lake.table.TableView;

import java.util.List;
import java.util.Map;

/**
 * The history of a lake: its versions, each as it was, and names that keep them. What is committed and not flushed is
 * in no version yet. Thread-safe; of use for as long as the lake is open.
 */
public final class Timeline {

    private final Lake lake;

    Timeline(Lake lake) {
        this.lake = lake;
    }

    /**
     * All versions that are there, by ascending number; some may be missing in between, since they were pruned. Takes a
     * read of a small file each.
     */
    public List<TableVersion> versions() {
        return table().history().versions();
    }

    /** Number of the newest version. */
    public long latestVersion() {
        try (TableView head = table().head()) {
            return head.version();
        }
    }

    /**
     * The lake as a version has it; the caller closes it, before the lake.
     *
     * @throws dev.grantlake.lake.error.VersionNotFound if there is no such version, or not any more
     */
    public TimelineView viewAt(long version) {
        return new TimelineView(table().at(version));
    }

    /** The lake as the newest version has it; the caller closes it, before the lake. */
    public TimelineView viewLatest() {
        return new TimelineView(table().head());
    }

    /** Versions by their names, in the order of the names. */
    public Map<String, Long> tags() {
        return table().history().tags();
    }

    /**
     * Names a version, in place of the one that has this name; a version with a name is not pruned. When this returns,
     * the name is on disk.
     *
     * @param name 1 to 200 letters, digits, {@code -}, {@code _} and {@code .}, the last not at either end, nor two
     *     together
     * @throws dev.grantlake.base.StorageException of kind {@code INVALID_ARGUMENT} if the name is of another form
     * @throws dev.grantlake.lake.error.VersionNotFound if there is no such version, or not any more
     */
    public void tag(String name, long version) {
        table().history().tag(name, version);
    }

    /**
     * Takes a name away.
     *
     * @throws dev.grantlake.base.StorageException of kind {@code NOT_FOUND} if no version has it
     */
    public void untag(String name) {
        table().history().untag(name);
    }

    private Table table() {
        lake.requireOpen();
        return lake.table();
    }
}
