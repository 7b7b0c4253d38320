package dev.grantlake.lake.error;

/** A put found a value under its key. */
public final class KeyAlreadyExists extends LakeException {

    private static final long serialVersionUID = 1L;

    public KeyAlreadyExists(String message) {
        super(Kind.ALREADY_EXISTS, message);
    }
}
