package dev.grantlake.lake.dataset;

/** The folders of a dataset. */
public enum DatasetFolder {
    DATA("data"),
    DELETIONS("_deletions"),
    TRANSACTIONS("_transactions"),
    VERSIONS("_versions"),
    TAGS("_refs/tags"),
    /** Manifests of versions, and tags, that were not whole after a loss of power; its keeper knows nothing of it. */
    QUARANTINE("_quarantine");

    private final String path;

    DatasetFolder(String path) {
        this.path = path;
    }

    /** Where the folder lies below that of the dataset. */
    public String path() {
        return path;
    }
}
