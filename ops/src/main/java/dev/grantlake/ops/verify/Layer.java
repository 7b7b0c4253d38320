package dev.grantlake.ops.verify;

/** Which part of a file a finding is about, from the outside in. */
public enum Layer {
    /** The {@code .c1z} around the database: head, manifest, frames or archive. */
    CONTAINER("container"),
    /** The directory of tables, manifest and logs. */
    DATABASE("database"),
    /** Keys, records, indexes, digests, statistics. */
    RECORDS("records");

    private final String label;

    Layer(String label) {
        this.label = label;
    }

    /** Its name in output. */
    public String label() {
        return label;
    }
}
