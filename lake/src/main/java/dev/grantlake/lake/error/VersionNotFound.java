package dev.grantlake.lake.error;

/** A version that has been pruned, or is not there yet. */
public final class VersionNotFound extends LakeException {

    private static final long serialVersionUID = 1L;

    public VersionNotFound(String message) {
        super(Kind.NOT_FOUND, message);
    }
}
