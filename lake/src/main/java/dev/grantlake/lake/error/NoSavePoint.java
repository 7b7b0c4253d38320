package dev.grantlake.lake.error;

/** There is no savepoint to go back to or to release. */
public final class NoSavePoint extends LakeException {

    private static final long serialVersionUID = 1L;

    public NoSavePoint(String message) {
        super(Kind.FAILED_PRECONDITION, message);
    }
}
