package dev.grantlake.lake.error;

/** The dataset has other columns than this version writes; the message says which, and what to do. */
public final class MigrationRequired extends LakeException {

    private static final long serialVersionUID = 1L;

    public MigrationRequired(String message) {
        super(Kind.UNSUPPORTED, message);
    }
}
