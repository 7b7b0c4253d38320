package dev.grantlake.ops.verify;

/** How much a finding matters. */
public enum Severity {
    /** The file is damaged, or was written wrongly: something cannot be read, or reads of it do not agree. */
    ERROR("error"),
    /** Sound, but not as a finished file should be: out of date, interrupted, or with a reference to nothing. */
    WARNING("warning"),
    /** Worth knowing, and no reason to do anything. */
    NOTE("note");

    private final String label;

    Severity(String label) {
        this.label = label;
    }

    /** Its name in output. */
    public String label() {
        return label;
    }
}
