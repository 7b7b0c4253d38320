package dev.grantlake.pebble.bulk;

import java.nio.file.Path;

/** What was put so far, family by family. Belongs to one thread at a time, which closes it. */
final class PutRows implements AutoCloseable {

    private final RowSorter resourceTypes;
    private final RowSorter resources;
    private final RowSorter entitlements;
    private final RowSorter assets;
    private final RowSorter sessions;
    private final GrantIntake grants;

    /**
     * No rows.
     *
     * @param folder where goes what does not fit in memory
     * @param memoryBytes what the rows may take of it, beside ids, each of which is kept once
     * @param seed any number that outsiders do not know
     */
    PutRows(Path folder, long memoryBytes, long seed) {
        long part = memoryBytes / 16;
        this.resourceTypes = new RowSorter(folder, part);
        this.resources = new RowSorter(folder, 3 * part);
        this.entitlements = new RowSorter(folder, 2 * part);
        this.assets = new RowSorter(folder, part);
        this.sessions = new RowSorter(folder, part);
        this.grants = new GrantIntake(folder, 8 * part, seed);
    }

    RowSorter resourceTypes() {
        return resourceTypes;
    }

    RowSorter resources() {
        return resources;
    }

    RowSorter entitlements() {
        return entitlements;
    }

    RowSorter assets() {
        return assets;
    }

    RowSorter sessions() {
        return sessions;
    }

    GrantIntake grants() {
        return grants;
    }

    long spilledBytes() {
        return resourceTypes.spilledBytes()
                + resources.spilledBytes()
                + entitlements.spilledBytes()
                + assets.spilledBytes()
                + sessions.spilledBytes()
                + grants.log().spilledBytes();
    }

    @Override
    public void close() {
        try (resourceTypes;
                resources;
                entitlements;
                assets;
                sessions;
                grants) {
            // Each is closed, whatever happens to the others.
        }
    }
}
