package dev.grantlake.lake.error;

/** A version was named in a read of a lake that was opened without versions. */
public final class VersionedReadsUnsupported extends LakeException {

    private static final long serialVersionUID = 1L;

    public VersionedReadsUnsupported(String message) {
        super(Kind.UNSUPPORTED, message);
    }
}
